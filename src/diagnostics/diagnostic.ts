/** Problems as data: found by the handlers, placed in their file, put into words by the reporters. */
import { toPointer, type JsonPath, type Place } from "../json/locate.ts";
import type { Code } from "./codes.ts";

export type Severity = "error" | "warning";

/** A problem in a document, before its place is worked out. */
export interface Finding {
  readonly severity: Severity;
  readonly code: Code;
  /**
   * The value that is at fault, or the object that lacks a key; a number is a byte offset. In a
   * session log: within the record that is being read.
   */
  readonly at: JsonPath | number;
  /** The line of a record that was read before. */
  readonly line?: number | undefined;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  /** What was done about it. */
  readonly action?: string | undefined;
}

/** A problem as it is reported. Line and column count from 1, columns in code points. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: Code;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON Pointer (RFC 6901). */
  readonly pointer?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly action?: string;
}

/** Errors, and warnings, listed for one file; those beyond are counted. */
export const MAX_FINDINGS = 1000;

/** Problems that are counted but not listed. */
export interface Unlisted {
  readonly errors: number;
  readonly warnings: number;
}

/** Gathers the problems of one file, a bounded number of them. */
export class Findings {
  readonly list: Finding[] = [];
  /** How often each code was found. */
  readonly counts: Map<Code, number> = new Map();
  errors = 0;
  warnings = 0;

  add(finding: Finding): void {
    this.#count(finding.code, finding.severity, 1);
    // Warnings must not crowd out the error for which the file is rejected.
    if ((finding.severity === "error" ? this.errors : this.warnings) <= MAX_FINDINGS) this.list.push(finding);
  }

  /** Takes over the findings of a part, all of them with the given severity. */
  addAll(part: Findings, severity: Severity): void {
    const unlisted = new Map(part.counts);
    for (const finding of part.list) {
      this.add({ ...finding, severity });
      unlisted.set(finding.code, (unlisted.get(finding.code) ?? 0) - 1);
    }
    for (const [code, count] of unlisted) this.#count(code, severity, count);
  }

  get unlisted(): Unlisted {
    return { errors: Math.max(0, this.errors - MAX_FINDINGS), warnings: Math.max(0, this.warnings - MAX_FINDINGS) };
  }

  #count(code: Code, severity: Severity, times: number): void {
    if (severity === "error") this.errors += times;
    else this.warnings += times;
    this.counts.set(code, (this.counts.get(code) ?? 0) + times);
  }
}

/** A finding with its file and place. */
export function toDiagnostic(finding: Finding, file: string, place: Place | undefined): Diagnostic {
  const { severity, code, at, line, expected, found, action } = finding;
  return {
    severity,
    code,
    file,
    ...(line !== undefined && { line }),
    ...(place !== undefined && { line: place.line, column: place.column }),
    ...(typeof at !== "number" && at.length > 0 && { pointer: toPointer(at) }),
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
    ...(action !== undefined && { action }),
  };
}
