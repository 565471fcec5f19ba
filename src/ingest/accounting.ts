/** The counts of a run. Every file is in exactly one of them, and they add up. */
import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SkipReason, ValidationLevel } from "../formats/handler.ts";
import type { SourceKind } from "../row/row.ts";
import type { FileRecord } from "./file-result.ts";

export interface Summary {
  readonly rows: number;
  /** found = converted + rejected + skipped + not_read */
  readonly files: {
    readonly found: number;
    readonly converted: number;
    readonly rejected: number;
    readonly skipped: number;
    /** Behind the row at which --num-records stopped the run. */
    readonly not_read: number;
  };
  /** The files that were taken for a format. The others were skipped, or could not be read. */
  readonly files_by_format: Readonly<Partial<Record<SourceKind, FormatCounts>>>;
  /** Rejected files by the code of their first error. */
  readonly rejected_by_code: Readonly<Partial<Record<Code, number>>>;
  /** Rejected files by the least level that accepts them. */
  readonly accepted_by: Readonly<Partial<Record<ValidationLevel, number>>>;
  readonly skipped_by_reason: Readonly<Partial<Record<SkipReason, number>>>;
  readonly errors: number;
  readonly warnings: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface FormatCounts {
  converted: number;
  rejected: number;
  skipped: number;
}

/** True when nothing that was found is a rollout, good or bad. */
export function isFruitless({ files }: Summary): boolean {
  return files.skipped === files.found;
}

/** Counts as the run goes on. */
export class Accounting {
  rows = 0;
  readonly #found: number;
  readonly #started: number = performance.now();
  readonly #byFormat: Partial<Record<SourceKind, FormatCounts>> = {};
  readonly #rejectedBy: Partial<Record<Code, number>> = {};
  readonly #acceptedBy: Partial<Record<ValidationLevel, number>> = {};
  readonly #skippedBy: Partial<Record<SkipReason, number>> = {};
  #converted = 0;
  #rejected = 0;
  #skipped = 0;
  #errors = 0;
  #warnings = 0;
  #bytes = 0;

  constructor(found: number) {
    this.#found = found;
  }

  /** A problem that belongs to no file's content. */
  diagnostic({ severity }: Diagnostic): void {
    if (severity === "error") this.#errors++;
    else this.#warnings++;
  }

  /** A file that is not read. */
  passedOver(reason: SkipReason): void {
    this.#skipped++;
    count(this.#skippedBy, reason);
  }

  file(result: FileRecord): void {
    this.#bytes += result.size;
    for (const diagnostic of result.diagnostics) this.diagnostic(diagnostic);
    this.#errors += result.unlisted.errors;
    this.#warnings += result.unlisted.warnings;
    if (result.format !== null) this.#countFormat(result.format, result.outcome);
    switch (result.outcome) {
      case "rows":
        this.#converted++;
        this.rows += result.rows;
        return;
      case "rejected": {
        this.#rejected++;
        const first = result.diagnostics.find(({ severity }) => severity === "error");
        if (first !== undefined) count(this.#rejectedBy, first.code);
        if (result.acceptedBy !== null) count(this.#acceptedBy, result.acceptedBy);
        return;
      }
      case "skipped":
        this.passedOver(result.reason);
    }
  }

  #countFormat(format: SourceKind, outcome: FileRecord["outcome"]): void {
    const counts = (this.#byFormat[format] ??= { converted: 0, rejected: 0, skipped: 0 });
    counts[outcome === "rows" ? "converted" : outcome]++;
  }

  summary(): Summary {
    return {
      rows: this.rows,
      files: {
        found: this.#found,
        converted: this.#converted,
        rejected: this.#rejected,
        skipped: this.#skipped,
        not_read: this.#found - this.#converted - this.#rejected - this.#skipped,
      },
      files_by_format: this.#byFormat,
      rejected_by_code: this.#rejectedBy,
      accepted_by: this.#acceptedBy,
      skipped_by_reason: this.#skippedBy,
      errors: this.#errors,
      warnings: this.#warnings,
      bytes: this.#bytes,
      milliseconds: Math.round(performance.now() - this.#started),
    };
  }
}

function count<Key extends string>(counts: Partial<Record<Key, number>>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
