/** What was read of a log to rows: one for the session, one for each sidechain that stands in it. */
import path from "node:path";
import { encode } from "../../json/encode.ts";
import { decodeText, type Text } from "../../json/text.ts";
import { isJsonObject, type JsonObject } from "../../json/value.ts";
import { completeRow } from "../../row/derive.ts";
import type { SeedRow, SourceMeta } from "../../row/row.ts";
import { timeSpan } from "../../row/timestamps.ts";
import { stringAt, textAt } from "../fields.ts";
import type { SessionContext, SessionEnd } from "../handler.ts";
import { endingOf } from "../session-meta.ts";
import { Assembly } from "./assemble.ts";
import { abandonedEntries, uniqueByUuid } from "./branches.ts";
import { partChains } from "./chains.ts";
import { readAgentMeta, readPersisted } from "./companions.ts";
import type { SessionFacts } from "./facts.ts";
import { contentOf } from "./queue.ts";
import type { FileKnowledge } from "./reader.ts";
import type { Entry } from "./records.ts";
import { conversationMeta, fileMeta } from "./source-meta.ts";

/** All that was read of a file. */
export interface SessionLog {
  /** In the order of the file. */
  readonly entries: readonly Entry[];
  readonly facts: SessionFacts;
  /** Prompts that were never sent. */
  readonly waiting: readonly Text[];
  /** Records that another file's row has. */
  readonly repeated: number;
  readonly end: SessionEnd;
}

/** One conversation of the file. */
interface Chain {
  readonly entries: readonly Entry[];
  readonly isSidechain: boolean;
  readonly agentId: string | null;
  /** What the trace id has behind the session's id. */
  readonly suffix: string | null;
  readonly timestamps: readonly Text[];
}

/** The rows; none where nothing of what was read is part of a conversation. */
export function makeRows(log: SessionLog, knowledge: FileKnowledge, context: SessionContext): SeedRow[] {
  const { facts } = log;
  const chains = chainsOf(log);
  const sessionId = facts.sessionIds.values().next().value ?? stem(context.relativePath);
  const shared = fileMeta(log, knowledge, sessionId);
  return chains.flatMap((chain, index) => {
    const row = makeRow(chain, sessionId, shared, log, knowledge, context, index === chains.length - 1);
    return row === null ? [] : [row];
  });
}

function chainsOf({ entries, facts }: SessionLog): Chain[] {
  const { main, sidechains } = partChains(entries, facts.parents);
  const isAlone = main.length === 0 && sidechains.length === 1;
  const chains: Chain[] = sidechains.map((sidechain) => ({
    entries: sidechain.entries,
    isSidechain: true,
    agentId: sidechain.agentId,
    suffix: sidechain.key,
    timestamps: isAlone ? facts.timestamps : timestampsOf(sidechain.entries),
  }));
  if (main.length === 0) return chains;
  const timestamps = sidechains.length === 0 ? facts.timestamps : facts.mainTimestamps;
  const agentId = sidechains.length === 0 ? facts.agentId : firstAgent(main);
  return [{ entries: main, isSidechain: false, agentId, suffix: agentId, timestamps }, ...chains];
}

function makeRow(
  { entries, isSidechain, agentId, suffix, timestamps }: Chain,
  sessionId: string,
  shared: SourceMeta,
  { facts, end }: SessionLog,
  { index }: FileKnowledge,
  context: SessionContext,
  isLast: boolean,
): SeedRow | null {
  const dropped = droppedEntries(entries, facts);
  const kept = entries.filter((entry) => !dropped.entries.has(entry));
  const assembly = new Assembly((named) => {
    const result = readPersisted(named, sessionId, context.file);
    if (result.state === "outside")
      context.findings.add({ severity: "warning", code: "outside-root", at: [], found: named });
    return result;
  });
  for (const entry of withoutResultsOf(kept, dropped.entries)) assembly.add(entry);
  const finished = assembly.finish();
  if (finished.messages.length === 0) return null;
  for (const { callId } of finished.orphans) {
    context.findings.add({ severity: "warning", code: "unlinked-result", at: [], found: decodeText(callId) });
  }
  const { startedAt, endedAt } = timeSpan(timestamps);
  const cwd = first(facts.cwds);
  const meta: SourceMeta = {
    ...shared,
    ...conversationMeta(assembly, finished, dropped),
    ended: endingOf(finished, end.unfinished && isLast, assembly.last),
    ...(isSidechain && agentMeta(context)),
  };
  return completeRow({
    trace_id: suffix === null ? sessionId : `${sessionId}:${suffix}`,
    source_kind: "claude_code",
    source_path: context.sourcePath,
    root_session_id: sessionId,
    agent_id: agentId,
    is_sidechain: isSidechain,
    cwd,
    project_path: index.get(sessionId)?.projectPath ?? cwd,
    git_branch: first(facts.branches),
    started_at: startedAt,
    ended_at: endedAt,
    messages: finished.messages,
    source_meta: meta,
  });
}

/** What the conversation does not hold, though it was said. */
export interface Dropped {
  readonly entries: ReadonlySet<Entry>;
  readonly abandoned: number;
  readonly retracted: number;
  readonly repeated: number;
}

/**
 * Left out: what was abandoned (branches.ts), what the client withdrew (`supersedesUuids`,
 * `retractedMessageUuids`, from 2026 on), and records that the file has twice.
 */
function droppedEntries(entries: readonly Entry[], { parents, retracted }: SessionFacts): Dropped {
  const abandoned = abandonedEntries(entries, parents);
  const dropped = new Set(abandoned);
  const byUuid = retracted.size === 0 ? null : uniqueByUuid(entries);
  let retractions = 0;
  for (const uuid of retracted) {
    const entry = byUuid?.get(uuid);
    if (entry === undefined || dropped.has(entry)) continue;
    dropped.add(entry);
    retractions++;
  }
  const repeats = repeatedEntries(entries.filter((entry) => !dropped.has(entry)));
  for (const entry of repeats) dropped.add(entry);
  return { entries: dropped, abandoned: abandoned.size, retracted: retractions, repeated: repeats.length };
}

/** Entries with the uuid and the content of an earlier one: a session that was resumed in place may repeat them. */
function repeatedEntries(entries: readonly Entry[]): Entry[] {
  const seen = new Map<string, Entry>();
  return entries.filter((entry) => {
    if (entry.uuid === null) return false;
    const earlier = seen.get(entry.uuid);
    if (earlier !== undefined) return isSameEntry(earlier, entry);
    seen.set(entry.uuid, entry);
    return false;
  });
}

/** The results of calls that were left out go with them. */
function withoutResultsOf(kept: readonly Entry[], dropped: ReadonlySet<Entry>): readonly Entry[] {
  if (dropped.size === 0) return kept;
  const remaining = new Set(kept.flatMap(callIds));
  const gone = new Set([...dropped].flatMap(callIds).filter((id) => !remaining.has(id)));
  if (gone.size === 0) return kept;
  return kept.filter((entry) => {
    const results = blocksOf(entry).flatMap((block) => stringAt(block, "tool_use_id") ?? []);
    return results.length === 0 || results.some((id) => !gone.has(id));
  });
}

function callIds(entry: Entry): string[] {
  return entry.kind === "assistant" ? blocksOf(entry).flatMap((block) => stringAt(block, "id") ?? []) : [];
}

function blocksOf(entry: Entry): JsonObject[] {
  const content = contentOf(entry);
  return Array.isArray(content) ? content.filter(isJsonObject) : [];
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return encode(contentOf(a) ?? null).equals(encode(contentOf(b) ?? null));
}

function timestampsOf(entries: readonly Entry[]): Text[] {
  return entries.flatMap(({ record }) => textAt(record, "timestamp") ?? []);
}

function firstAgent(entries: readonly Entry[]): string | null {
  return entries.reduce<string | null>((found, { record }) => found ?? stringAt(record, "agentId"), null);
}

function agentMeta({ file }: SessionContext): SourceMeta {
  const meta = readAgentMeta(file);
  return {
    ...(meta?.agentType !== undefined && { agent_type: meta.agentType }),
    ...(meta?.description !== undefined && { agent_description: meta.description }),
  };
}

function first(names: ReadonlySet<string>): string | null {
  return names.values().next().value ?? null;
}

/** The file's name without its ending. */
function stem(relativePath: string): string {
  return path.posix.basename(relativePath).replace(/(?<=.)\.[^.]*$/u, "");
}
