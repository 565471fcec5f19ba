/** Which rows have what comes before a session, and is not in its own. */
import type { MetaValue } from "../../row/row.ts";
import type { SessionFacts } from "./facts.ts";
import type { FileKnowledge } from "./reader.ts";

/** Of a forked subagent (clients from 2.1.332 on): its log begins with a reference to where it was forked. */
export interface ForkContext {
  readonly sessionId: string | null;
  /** The last record that the agent was given. */
  readonly lastUuid: string | null;
}

/** True where the file that holds what comes before is not among those of the run. */
export function isContextElsewhere({ forkContext }: SessionFacts, knowledge: FileKnowledge): boolean {
  if (forkContext === null || knowledge.isContextInRun) return false;
  return knowledge.repeats.holders.every(({ traceId }) => traceId !== forkContext.sessionId);
}

/** Rows that have records of the file, and the one that a forked subagent goes on from; each is named once. */
export function continuesOf(facts: SessionFacts, knowledge: FileKnowledge): MetaValue[] {
  const { forkContext } = facts;
  const holders = knowledge.repeats.holders.map(({ traceId, records }) => ({ trace_id: traceId, records }));
  if (forkContext === null) return holders;
  const { sessionId, lastUuid } = forkContext;
  const last_uuid = lastUuid ?? undefined;
  const index = holders.findIndex(({ trace_id }) => trace_id === sessionId);
  if (index >= 0) return holders.map((holder, at) => (at === index ? { ...holder, last_uuid } : holder));
  const in_run = isContextElsewhere(facts, knowledge) ? false : undefined;
  return [...holders, { trace_id: sessionId ?? undefined, last_uuid, in_run }];
}
