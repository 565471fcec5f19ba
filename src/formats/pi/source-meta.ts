/** A row's `source_meta`: DataDesigner's keys first, then what else a person would filter by. */
import { valueAt } from "../../json/value.ts";
import type { FinishedConversation } from "../../row/conversation.ts";
import type { MetaValue, SourceMeta } from "../../row/row.ts";
import type { SessionEnd } from "../handler.ts";
import {
  counted,
  danglingCalls,
  endingOf,
  listed,
  sortedCounts,
  sortedNames,
  unlinkedResults,
} from "../session-meta.ts";
import type { Entry, SessionLog } from "./entries.ts";
import type { SessionFacts } from "./facts.ts";
import { hasBranches, type ActivePath } from "./path.ts";
import type { Holder } from "./plan.ts";
import type { Player } from "./play.ts";
import type { Tails } from "./tails.ts";

/** All that a session's `source_meta` is made of. */
export interface MetaParts {
  readonly log: SessionLog;
  readonly facts: SessionFacts;
  readonly path: ActivePath;
  readonly tails: Tails;
  readonly player: Player;
  readonly conversation: FinishedConversation;
  readonly holders: readonly Holder[];
  readonly end: SessionEnd;
  /** Damaged parts of records that were left out (at the lenient level). */
  readonly leftOut: number;
}

/** Keys without a value are undefined, and not written. */
export function sourceMeta(parts: MetaParts): SourceMeta {
  const { log, facts, path, tails, player, conversation, holders, end } = parts;
  return {
    ...asDataDesigner(parts),
    format: log.dialect === "session" ? undefined : log.dialect,
    session_name: facts.name ?? undefined,
    system_prompt: facts.systemPrompt,
    tools: facts.tools,
    ...listed(
      "continues",
      holders.map(({ traceId, records }) => ({ trace_id: traceId, records })),
    ),
    ...player.usage.meta(),
    ...player.counts.reasoning.meta(),
    ended: endingOf(conversation, end.unfinished, player.stopped),
    ...player.injected.meta(),
    ...player.marks.meta(tails.entries, tails.firstKept),
    ...counted("abandoned_messages", sum(path.branches.map(({ messages }) => messages))),
    ...listed("labels", labelsOf(parts)),
    ...listed("failed_results", player.failedResults),
    ...danglingCalls(conversation.unanswered),
    ...unlinkedResults(conversation),
    ...counted("excluded_commands", player.excludedCommands),
    ...counted("empty_messages", player.emptyMessages),
    ...counts("unknown_messages", player.unknownMessages),
    ...counts("unknown_blocks", player.counts.unknownBlocks),
    ...counts("custom_entries", facts.customEntries),
    ...counts("other_entries", facts.otherEntries),
    ...counted("relinked_entries", path.relinked),
    ...counted("skipped_records", end.skippedRecords + parts.leftOut),
    ...(end.unfinished && { unfinished_record: true }),
  };
}

function asDataDesigner({ log, facts, player, end }: MetaParts): SourceMeta {
  const header = log.header?.record;
  return {
    record_count: end.recordCount,
    entry_types: sortedNames(facts.types),
    stop_reasons: [...player.stopReasons],
    session_version: (header && valueAt(header, "version")) ?? undefined,
    ...listed("models_used", [...player.models]),
    has_branches: hasBranches(log.entries) ? true : undefined,
    ...counted("bash_execution_count", player.bashExecutions),
    parent_session: log.header?.parent ?? undefined,
  };
}

/** Where labels are; one on an entry beside the path, or in another row, has no index. */
function labelsOf({ facts, player, path }: MetaParts): MetaValue[] {
  if (facts.labels.size === 0) return [];
  const byId = new Map<string | null, Entry>(path.entries.map((entry) => [entry.id, entry]));
  return [...facts.labels].map(([id, label]) => {
    const entry = byId.get(id);
    return { index: entry === undefined ? undefined : player.marks.indexOf(entry), label };
  });
}

function counts(key: string, map: ReadonlyMap<string, number>): SourceMeta {
  return map.size === 0 ? {} : { [key]: sortedCounts(map) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
