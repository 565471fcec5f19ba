/** The sessions of a file to rows. */
import { decodeText, type Text } from "../../json/text.ts";
import { completeRow } from "../../row/derive.ts";
import type { SeedRow } from "../../row/row.ts";
import type { Conversion, SessionContext, SessionEnd } from "../handler.ts";
import { coercedAt, textAt } from "../fields.ts";
import { instantAt } from "./fields.ts";
import type { Message } from "./message.ts";
import { placeOf, type Holder, type Place, type Plan } from "./plan.ts";
import { play, type Played } from "./play.ts";
import { traceIdOf, type Session } from "./session.ts";
import { entryFrom } from "./session-index.ts";
import { readSnapshot } from "./snapshot.ts";
import { sourceMeta } from "./source-meta.ts";
import { plainName } from "../../read/compression.ts";

/** How the reading of the file went. */
export interface FileEnd {
  readonly end: SessionEnd;
  /** Records that are no session's. */
  readonly others: number;
}

/** What a session became. */
type Made = { readonly row: SeedRow } | { readonly supersededBy: Holder } | null;

/** Makes the rows of all sessions of a file. */
export function convert(sessions: Iterable<Session>, end: FileEnd, context: SessionContext, plan: Plan): Conversion {
  const { findings } = context;
  const rows: SeedRow[] = [];
  let isSuperseded = false;
  for (const session of sessions) {
    const made = make(session, end, context, plan);
    if (made === null) continue;
    if ("row" in made) rows.push(made.row);
    else {
      isSuperseded = true;
      const { traceId, displayPath } = made.supersededBy;
      findings.add({
        severity: "warning",
        code: "superseded-session",
        at: [],
        found: `${traceIdOf(session, context.relativePath)}: ${traceId} in ${displayPath}`,
      });
    }
  }
  if (rows.length > 0) return { outcome: "rows", rows, findings };
  return isSuperseded
    ? { outcome: "skipped", reason: "superseded", findings }
    : { outcome: "skipped", reason: "no conversation" };
}

/** The row of one session; null where nobody says anything. */
function make(session: Session, { end, others }: FileEnd, context: SessionContext, plan: Plan): Made {
  const place = placeOf(plan, context.file.path, session.unit);
  if (place === null) return null;
  if (place.supersededBy !== null) return { supersededBy: place.supersededBy };
  const { copies, lineage } = place;
  const messages =
    copies === null ? session.messages : session.messages.filter(({ position }) => !copies.positions.has(position));
  if (!messages.some(saysSomething)) return copies === null ? null : { supersededBy: copies.of };
  // The texts of a document would be void when another one is read.
  const isDocument = plainName(context.file.path).endsWith(".json");
  const snapshot = place.snapshot === null || isDocument ? null : readSnapshot(place.snapshot);
  const systemPrompt = coercedAt(session.facts, "system_prompt") ?? snapshot?.systemPrompt ?? null;
  const played = play(messages, systemPrompt);
  warn(session, played, place, context);
  const isTranscript = session.format === "gateway_transcript";
  const entry = isTranscript ? plan.indexed.get(context.file.path) : undefined;
  const indexed = entry === undefined ? null : entryFrom(entry);
  const id = traceIdOf(session, context.relativePath);
  const { startedAt, endedAt } = spanOf(
    session,
    indexed === null ? null : { from: textAt(indexed, "created_at"), to: textAt(indexed, "updated_at") },
  );
  const folder = textAt(session.facts, "cwd");
  const row = completeRow({
    trace_id: id,
    source_kind: "hermes_agent",
    source_path: context.sourcePath,
    root_session_id: lineage?.rootId ?? id,
    agent_id: lineage?.isSidechain === true ? id : null,
    is_sidechain: lineage?.isSidechain ?? false,
    cwd: folder,
    project_path: folder,
    git_branch: textAt(session.facts, "git_branch"),
    started_at: startedAt,
    ended_at: endedAt,
    messages: played.conversation.messages,
    source_meta: sourceMeta({
      session,
      played,
      systemPrompt,
      indexed,
      snapshot,
      lineage,
      copies,
      hasNaiveTimestamps: [startedAt, endedAt].some((text) => text !== null && isNaive(decodeText(text))),
      skippedRecords: isTranscript ? end.skippedRecords : 0,
      unfinished: isTranscript && end.unfinished,
      otherRecords: isTranscript ? others : 0,
    }),
  });
  return { row };
}

/** True for a message that is not the system's, and says something: a session without any has no row. */
export function saysSomething({ role, content, calls, reasoning }: Message): boolean {
  return role !== "system" && content.length + calls.length + (reasoning === null ? 0 : 1) > 0;
}

/** What the store says of the session, or else the earliest and the latest of its messages. */
function spanOf(
  session: Session,
  indexed: { from: Text | null; to: Text | null } | null,
): {
  startedAt: Text | null;
  endedAt: Text | null;
} {
  const { facts, span } = session;
  return {
    startedAt:
      indexed?.from ??
      instantAt(facts, "session_start") ??
      instantAt(facts, "started_at") ??
      span.startedAt ??
      instantAt(facts, "timestamp"),
    endedAt:
      indexed?.to ??
      instantAt(facts, "last_updated") ??
      instantAt(facts, "ended_at") ??
      span.endedAt ??
      instantAt(facts, "timestamp"),
  };
}

/** True for a time of day without an offset: of what place on Earth, nobody wrote down. */
function isNaive(timestamp: string): boolean {
  return /T\d\d:\d\d/u.test(timestamp) && !/(?:Z|[+-]\d\d:?\d\d)$/u.test(timestamp);
}

function warn(
  { id, facts }: Session,
  { conversation, lines }: Played,
  { copies, lineage }: Place,
  context: SessionContext,
): void {
  const { findings } = context;
  if (copies !== null) {
    const count = copies.positions.size;
    const found = `${count} ${count === 1 ? "message" : "messages"} of ${copies.of.traceId} in ${copies.of.displayPath}`;
    findings.add({ severity: "warning", code: "repeated-records", at: [], found });
  } else if (lineage?.relation === "compression" && !lineage.isParentKnown) {
    findings.add({ severity: "warning", code: "history-elsewhere", at: [], found: `the session ${lineage.parentId}` });
  }
  for (const { callId, content } of conversation.orphans) {
    const named = callId === "" ? "a result without an id" : `a result of ${JSON.stringify(decodeText(callId))}`;
    const found = id !== null && Object.hasOwn(facts, "id") ? `${named} in the session ${id}` : named;
    findings.add({ severity: "warning", code: "unlinked-result", at: [], line: lines.get(content), found });
  }
}
