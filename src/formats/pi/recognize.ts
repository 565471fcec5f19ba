/** What a session of Pi begins with. The reader's own judgement, which knows Pi's look-alikes, on the first records. */
import type { Claim, Sample } from "../sample.ts";
import { SessionLog } from "./entries.ts";
import { isKnown } from "./facts.ts";

/**
 * A header with what Pi writes behind it. One alone may be another program's, and so may be entries
 * without a header.
 */
export function recognize({ records }: Sample): Claim {
  const log = new SessionLog();
  for (const { record, line } of records) if (!log.take(record, line)) return null;
  const { header, entries, dialect } = log;
  const isPis = dialect !== "session" || entries.some(isKnown);
  if (header === null) return isPis && entries.length > 0 ? "likely" : null;
  if (isPis) return "certain";
  return entries.length === 0 ? "likely" : null;
}
