/** What was read of a log to rows: one for the session, one for each sidechain that stands in it. */
import path from "node:path";
import { decodeText, type Text } from "../../json/text.ts";
import { completeRow } from "../../row/derive.ts";
import type { SeedRow, SourceMeta } from "../../row/row.ts";
import { timeSpan } from "../../row/time-span.ts";
import { stringAt, textAt } from "../fields.ts";
import type { SessionContext, SessionEnd } from "../handler.ts";
import { endingOf } from "../session-meta.ts";
import { Assembly } from "./assemble.ts";
import { partChains } from "./chains.ts";
import { readAgentMeta, readPersisted } from "./companions.ts";
import type { SessionFacts } from "./facts.ts";
import { sift } from "./left-out.ts";
import type { FileKnowledge } from "./reader.ts";
import type { Entry } from "./records.ts";
import { conversationMeta, fileMeta } from "./source-meta.ts";
import { plainName } from "../../read/compression.ts";

/** All that was read of a file. */
export interface SessionLog {
  /** In the order of the file. */
  readonly entries: readonly Entry[];
  readonly facts: SessionFacts;
  /** Prompts that were never sent. */
  readonly waiting: readonly Text[];
  /** Damaged blocks that were left out (at the lenient level). */
  readonly skippedBlocks: number;
  /** Messages that were only shown. */
  readonly virtualRecords: number;
  readonly end: SessionEnd;
}

/** A row, and the entries that it is made of. */
export interface MadeRow {
  readonly row: SeedRow;
  readonly entries: readonly Entry[];
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
export function makeRows(log: SessionLog, knowledge: FileKnowledge, context: SessionContext): MadeRow[] {
  const sessionId = first(log.facts.sessionIds) ?? stem(context.relativePath);
  const shared = fileMeta(log, knowledge, sessionId);
  return chainsOf(log).flatMap((chain, index) => {
    // The last line is cut off: the session is still going on, a subagent inside it may be done.
    const isUnfinished = log.end.unfinished && index === 0;
    return makeRow(chain, sessionId, shared, log.facts, isUnfinished, knowledge, context) ?? [];
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
  facts: SessionFacts,
  isUnfinished: boolean,
  { indexed }: FileKnowledge,
  context: SessionContext,
): MadeRow | null {
  const sifted = sift(entries, facts);
  const assembly = new Assembly(sifted.kept, context.findings, (named) => {
    const result = readPersisted(named, sessionId, context.file);
    if (result.state === "outside") {
      context.findings.add({ severity: "warning", code: "outside-root", at: [], found: named });
    }
    return result;
  });
  const finished = assembly.finish();
  if (finished.messages.length === 0 && finished.orphans.length === 0) return null;
  for (const { callId } of finished.orphans) {
    context.findings.add({ severity: "warning", code: "unlinked-result", at: [], found: decodeText(callId) });
  }
  const { startedAt, endedAt } = timeSpan(timestamps);
  const cwd = first(facts.cwds) ?? (facts.isLastCwdEmpty ? "" : null);
  const meta: SourceMeta = {
    ...shared,
    ...conversationMeta(assembly, finished, sifted),
    ended: endingOf(finished, isUnfinished, assembly.last),
    ...(isSidechain && agentMeta(context)),
  };
  const row = completeRow({
    trace_id: suffix === null ? sessionId : `${sessionId}:${suffix}`,
    source_kind: "claude_code",
    source_path: context.sourcePath,
    root_session_id: sessionId,
    agent_id: agentId,
    is_sidechain: isSidechain,
    cwd,
    project_path: indexed(sessionId)?.projectPath ?? cwd,
    git_branch: first(facts.branches) ?? (facts.isLastBranchEmpty ? "" : null),
    started_at: startedAt,
    ended_at: endedAt,
    messages: finished.messages,
    source_meta: meta,
  });
  return { row, entries: sifted.kept };
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
  return plainName(path.posix.basename(relativePath)).replace(/(?<=.)\.[^.]*$/u, "");
}
