/** Seed rows that lie where rollouts are looked for: the output of an earlier run, or DataDesigner's. */

/** How the first two columns stand at the beginning of a row, whoever spelled the JSON. */
const BEGINNING = /^\{\s*"trace_id"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"source_kind"\s*:/u;
/** Trace ids are short. */
const LONGEST_BEGINNING = 4096;

/** True for bytes that begin as a row does. Read as a rollout it would be the session once more, in other words. */
export function isSeedRow(bytes: Buffer): boolean {
  return BEGINNING.test(bytes.toString("latin1", 0, LONGEST_BEGINNING));
}
