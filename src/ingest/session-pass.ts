/** The lines of a session log one by one: each decoded, read, and its problems placed. */
import type { Code } from "../diagnostics/codes.ts";
import { describeValue } from "../diagnostics/describe.ts";
import { toDiagnostic, type Diagnostic, type Finding, type Findings } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import type { Conversion, SessionHandler, SessionReader, SkipReason } from "../formats/handler.ts";
import { TextArena } from "../json/arena.ts";
import { decodeRecord, NO_NOTES, utf8Problem, type Occurrence, type RecordNotes } from "../json/decode.ts";
import { findPlacesIn, placesIn, type Place } from "../json/locate.ts";
import type { JsonProblem } from "../json/problem.ts";
import { scannerMemory, type ByteRange } from "../json/scanner/scanner.ts";
import { cutSequenceOffset, invalidUtf8Offset } from "../json/utf8.ts";
import { isJsonObject, type JsonValue } from "../json/value.ts";
import type { ByteSource } from "../read/byte-source.ts";
import { contentOf, readLines, type Line } from "../read/lines.ts";
import { natureOf } from "../read/nature.ts";
import type { IngestSettings } from "./file-result.ts";

type SessionSettings = IngestSettings<SessionHandler>;

/** A file without a single object in so many lines is no session log. */
const HOPELESS = 100;
const OPEN_BRACE = 0x7b;
const EMPTY = Buffer.alloc(0);

/** Where the texts of the file under way are kept. */
const arena = new TextArena();

/** Gives the room of the texts of the file before back: they are void. */
export function releaseTexts(): void {
  arena.release();
}

/** Takes the lines of one file in their order to its reader, and places what is wrong with them. */
export class SessionPass {
  readonly #file: InputFile;
  readonly #settings: SessionSettings;
  readonly #reader: SessionReader;
  readonly #findings: Findings;
  readonly #placed: (Diagnostic & { readonly line?: number })[] = [];
  /** How many of the findings have been placed. */
  #placedCount = 0;
  readonly #notes: Map<Code, { count: number; place: Place }> = new Map();
  #records = 0;
  #objects = 0;
  #damaged = 0;
  #damagedObjects = 0;
  #unfinished = false;

  constructor(file: InputFile, settings: SessionSettings, reader: SessionReader, findings: Findings) {
    this.#file = file;
    this.#settings = settings;
    this.#reader = reader;
    this.#findings = findings;
  }

  /** Reads all lines; what it returns is the reason why the file is passed over without being finished. */
  readAll(source: ByteSource): SkipReason | null {
    for (const line of readLines(source)) {
      const range = this.#trim(line);
      if (range === null) continue;
      const nature = this.#records === 0 ? natureOf(bytesOf(range)) : null;
      if (nature !== null) return nature;
      if (!this.#readLine(line, range)) return null;
      if (this.#objects === 0 && this.#damaged >= HOPELESS) return "not a rollout";
    }
    return this.#records === 0 && !this.#unfinished ? "empty file" : null;
  }

  finish(): Conversion {
    const conversion = this.#reader.finish({
      recordCount: this.#records,
      skippedRecords: this.#damaged,
      unfinished: this.#unfinished,
    });
    if (conversion.outcome === "skipped" && conversion.reason === "not a rollout") {
      // Nothing but damage: what the file was meant to be cannot be told, but it was meant to be records.
      const isDamaged = this.#objects === 0 && this.#damagedObjects > 0 && this.#findings.errors > 0;
      return isDamaged ? { outcome: "rejected", findings: this.#findings } : conversion;
    }
    if (conversion.outcome === "rows" && this.#findings.errors > 0) {
      return { outcome: "rejected", findings: this.#findings };
    }
    return conversion;
  }

  /** All problems, in the order of the lines; those of the file as a whole first. */
  diagnostics(): Diagnostic[] {
    this.#place(null, null);
    for (const [code, { count, place }] of this.#notes) {
      const found = count > 1 ? `${count} of them; this is the first` : undefined;
      this.#placed.push(toDiagnostic({ severity: "warning", code, at: [], found }, this.#file.displayPath, place));
    }
    return this.#placed.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }

  /** The content of a line, the byte order mark before it noted; null for nothing. */
  #trim(line: Line): ByteRange | null {
    const content = contentOf(line);
    if (content.hasByteOrderMark) {
      const [place] = placesIn({ range: line, first: 1 }, [0]);
      if (place !== undefined) this.#notes.set("byte-order-mark", { count: 1, place });
    }
    return content.start === content.stop ? null : content;
  }

  /** @returns false when the reader wants no more */
  #readLine(line: Line, given: ByteRange): boolean {
    this.#records++;
    const bytes = line.isUtf8 ? EMPTY : scannerMemory().subarray(given.start, given.stop);
    const invalid = invalidUtf8Offset(bytes);
    if (invalid >= 0) {
      if (!line.terminated && cutSequenceOffset(bytes) === invalid) this.#leaveUnfinished(line, given.stop);
      else this.#damage(line, given, utf8Problem(bytes, invalid));
      return true;
    }
    let range = given;
    for (;;) {
      const result = decodeRecord(range, this.#settings.handler.projection, arena);
      if (result.ok) return this.#take(result.value, result.notes, range, line);
      const { problem, first } = result;
      if (!line.terminated && problem.code === "json-truncated") {
        this.#leaveUnfinished(line, range.start + problem.offset);
        return true;
      }
      if (first === null || this.#settings.level !== "lenient") {
        this.#damage(line, range, problem);
        // What the file is, its first record tells all the same.
        return first === null || this.#take(first.value, first.notes, range, line);
      }
      // Two records run together: the newline between them got lost.
      this.#findings.add({
        severity: "warning",
        code: "joined-records",
        at: first.end - line.start,
        action: "each read for itself",
      });
      if (!this.#take(first.value, first.notes, range, line)) return false;
      this.#records++;
      range = { start: first.end, stop: range.stop };
    }
  }

  #take(value: JsonValue, notes: RecordNotes, range: ByteRange, line: Line): boolean {
    if (!isJsonObject(value)) {
      const [place] = placesIn({ range: line, first: line.number }, [range.start - line.start]);
      this.#leaveOut({ code: "wrong-type", expected: "an object: a record", found: describeValue(value) }, place);
      return true;
    }
    this.#objects++;
    if (notes !== NO_NOTES) {
      this.#note("lone-surrogate", notes.loneSurrogates, range, line);
      this.#note("non-finite-number", notes.nonFinite, range, line);
      this.#note("duplicate-key", notes.duplicateKeys, range, line);
    }
    const goesOn = this.#reader.read(value, line.number);
    if (this.#placedCount < this.#findings.list.length) this.#place(range, line);
    return goesOn;
  }

  #note(code: Code, occurrence: Occurrence | null, range: ByteRange, line: Line): void {
    if (occurrence === null) return;
    const known = this.#notes.get(code);
    if (known !== undefined) {
      known.count += occurrence.count;
      return;
    }
    const offset = range.start - line.start + occurrence.offset;
    const [place] = placesIn({ range: line, first: line.number }, [offset]);
    if (place !== undefined) this.#notes.set(code, { count: occurrence.count, place });
  }

  #damage(line: Line, range: ByteRange, problem: JsonProblem): void {
    if (scannerMemory()[range.start] === OPEN_BRACE) this.#damagedObjects++;
    const { code, offset, expected } = problem;
    const inLine = range.start - line.start + offset;
    const [place] = placesIn({ range: line, first: line.number }, [inLine]);
    this.#leaveOut({ code, expected, found: `${problem.found} at byte offset ${line.offset + inLine}` }, place);
  }

  #leaveOut(problem: Pick<Finding, "code" | "expected" | "found">, place: Place | undefined): void {
    this.#damaged++;
    const lenient = this.#settings.level === "lenient";
    const action = lenient ? "the record is left out" : undefined;
    this.#findings.add({ ...problem, severity: lenient ? "warning" : "error", at: [], action });
    this.#placeAt(() => place);
  }

  #leaveUnfinished(line: Line, address: number): void {
    this.#records--;
    this.#unfinished = true;
    this.#findings.add({ severity: "warning", code: "unfinished-record", at: [], action: "the record is left out" });
    const [place] = placesIn({ range: line, first: line.number }, [address - line.start]);
    this.#placeAt(() => place);
  }

  /** Places what was found since the last time, in the record at hand or without one. */
  #place(record: ByteRange | null, line: Line | null): void {
    this.#placeAt((finding) => {
      if (record === null || line === null || finding.line !== undefined) return undefined;
      const lines = { range: line, first: line.number };
      if (typeof finding.at === "number") return placesIn(lines, [finding.at])[0];
      return findPlacesIn(record, lines, [finding.at])[0]?.place;
    });
  }

  #placeAt(where: (finding: Finding) => Place | undefined): void {
    const { list } = this.#findings;
    while (this.#placedCount < list.length) {
      const finding = list[this.#placedCount++];
      if (finding === undefined) return;
      this.#placed.push(toDiagnostic(finding, this.#file.displayPath, where(finding)));
    }
  }
}

function bytesOf({ start, stop }: ByteRange): Buffer {
  return scannerMemory().subarray(start, stop);
}
