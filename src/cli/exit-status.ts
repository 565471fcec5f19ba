/** Exit statuses (design section 5). */
import type { Summary } from "../ingest/accounting.ts";

export const EXIT = {
  ok: 0,
  /** Some input was rejected; all valid rows are written. */
  rejected: 1,
  /** Usage, configuration, I/O, nothing found, internal. */
  failure: 2,
} as const;

/** The status of a run that came to its end. */
export function exitStatus({ files }: Summary): number {
  return files.rejected > 0 ? EXIT.rejected : EXIT.ok;
}
