/** What is asked of a run's redaction: plain data, which goes to every thread. */

export const REDACT_MODES = ["replace", "fail"] as const;

export interface RedactionSettings {
  /** What is done about secrets; null for nothing. */
  readonly mode: (typeof REDACT_MODES)[number] | null;
  /** Exact values that are secrets too. */
  readonly values: readonly string[];
  /** Mask home folders and user names in paths. */
  readonly anonymizePaths: boolean;
}
