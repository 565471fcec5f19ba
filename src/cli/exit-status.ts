/** The exit statuses that the command promises (docs/reports.md). */

export const EXIT = {
  ok: 0,
  /** Some input was rejected; all valid rows are written. */
  rejected: 1,
  /** Usage, configuration, I/O, nothing found, internal. */
  failure: 2,
} as const;
