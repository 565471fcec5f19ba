/** Exit statuses (design section 5). */

export const EXIT = {
  ok: 0,
  /** Some input was rejected; all valid rows are written. */
  rejected: 1,
  /** Usage, configuration, I/O, nothing found, internal. */
  failure: 2,
} as const;
