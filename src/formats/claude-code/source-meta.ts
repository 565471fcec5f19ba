/** The `source_meta` of a Claude Code row. */
import { isInteger, isJsonNumber, valueOf } from "../../json/number.ts";
import { isText, textLength, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import type { FinishedConversation } from "../../row/conversation.ts";
import type { MetaValue, SourceMeta } from "../../row/row.ts";
import { counted, danglingCalls, listed, sortedCounts, sortedNames, unlinkedResults } from "../session-meta.ts";
import type { Assembly } from "./assemble.ts";
import { continuesOf } from "./continues.ts";
import type { SessionFacts } from "./facts.ts";
import type { Sifted } from "./left-out.ts";
import type { FileKnowledge } from "./reader.ts";
import type { SessionLog } from "./rows.ts";

/**
 * What the file as a whole has to say, the keys of DataDesigner first and in its order
 * (`record_count`, `record_types`, `claude_versions`, `summary`, `first_prompt`).
 */
export function fileMeta(log: SessionLog, knowledge: FileKnowledge, sessionId: string): SourceMeta {
  const { facts, end, waiting } = log;
  const indexed = knowledge.indexed(sessionId);
  const summaries = ownSummaries(facts, knowledge);
  const summary = indexed?.summary ?? summaries.at(-1);
  const { custom, ai, agentName, agentSetting } = facts.titles;
  return {
    record_count: end.recordCount,
    record_types: sortedNames(facts.types),
    ...(facts.versions.size > 0 && { claude_versions: sortedNames(facts.versions) }),
    ...(summary !== undefined && { summary }),
    ...(indexed?.firstPrompt !== undefined && { first_prompt: indexed.firstPrompt }),
    ...optional("title", custom ?? ai),
    ...optional("agent_name", agentName),
    ...optional("agent_setting", agentSetting),
    ...listed("entrypoints", sortedNames(facts.entrypoints)),
    ...several("session_ids", facts.sessionIds),
    ...several("cwds", facts.cwds),
    ...several("git_branches", facts.branches),
    ...listed("pull_requests", sortedNames(facts.pullRequests)),
    ...listed("subagent_ids", sortedNames(facts.subagentIds)),
    ...(facts.forkedFrom !== null && { forked_from: facts.forkedFrom }),
    ...listed("continues", continuesOf(facts, knowledge)),
    ...(facts.attachments.size > 0 && { attachments: sortedCounts(facts.attachments) }),
    ...counted("api_errors", facts.apiErrors),
    ...counted("microcompactions", facts.microcompactions),
    ...listed("model_fallbacks", facts.modelFallbacks),
    ...listed("undelivered_prompts", waiting),
    ...counted("virtual_records", log.virtualRecords),
    ...counted("skipped_records", end.skippedRecords),
    ...counted("skipped_blocks", log.skippedBlocks),
    ...(end.unfinished && { unfinished_record: true }),
  };
}

/** What one conversation has to say beyond its messages. */
export function conversationMeta(assembly: Assembly, finished: FinishedConversation, sifted: Sifted): SourceMeta {
  const { compactions, standIns } = assembly;
  return {
    models: sortedNames(assembly.models),
    ...optional("stop_reason", assembly.stopReason),
    ...usageMeta(assembly.usage.values()),
    ...assembly.reasoning.meta(),
    ...listed(
      "compactions",
      compactions.map(({ place, metadata }) => boundaryMeta(place.index, metadata)),
    ),
    ...assembly.injected.meta(),
    ...listed(
      "stand_ins",
      standIns.map(({ place, kind, content }) => ({ index: place.index, kind, content })),
    ),
    ...(assembly.media.size > 0 && { blocks: sortedCounts(assembly.media) }),
    ...listed("tool_errors", assembly.failedResults),
    ...listed("persisted_results", assembly.persisted),
    ...danglingCalls(finished.unanswered),
    ...unlinkedResults(finished),
    ...counted("queued_prompts", assembly.queuedPrompts),
    ...counted("aborted_messages", assembly.abortedMessages),
    ...counted("fallback_blocks", assembly.modelFallbacks),
    ...counted("abandoned_records", sifted.abandoned),
    ...counted("retracted_records", sifted.retracted),
    ...counted("repeated_records", sifted.repeated),
    ...counted("repeated_blocks", assembly.repeatedBlocks),
  };
}

/**
 * The summaries that are about this session. A `summary` record names the record that it is about;
 * 862 of the 908 that were looked at name one in another file.
 */
function ownSummaries({ summaries, parents }: SessionFacts, knowledge: FileKnowledge): readonly Text[] {
  const own = summaries.filter(({ leaf }) => leaf === null || parents.has(leaf)).map(({ text }) => text);
  return [...own, ...knowledge.summaries];
}

function boundaryMeta(index: number, metadata: JsonObject | null): Readonly<Record<string, MetaValue>> {
  if (metadata === null) return { index };
  const names = [
    ["trigger", "trigger"],
    ["preTokens", "pre_tokens"],
    ["postTokens", "post_tokens"],
  ] as const;
  const known = names.flatMap(([key, name]) => {
    const value = valueAt(metadata, key);
    return isText(value) || isJsonNumber(value) ? [[name, value] as const] : [];
  });
  return { index, ...Object.fromEntries(known) };
}

/** Tokens of all messages together, each message once. */
function usageMeta(usages: Iterable<JsonObject>): SourceMeta {
  const totals: Record<string, number> = {};
  for (const usage of usages) {
    for (const key of TOKEN_KEYS) {
      const value = valueAt(usage, key);
      if (isInteger(value)) totals[key] = (totals[key] ?? 0) + valueOf(value);
    }
  }
  return Object.keys(totals).length === 0 ? {} : { usage: totals };
}

const TOKEN_KEYS = ["input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"] as const;

function optional(key: string, text: Text | null): SourceMeta {
  return text === null || textLength(text) === 0 ? {} : { [key]: text };
}

/** Names of which there are more than the one that has a column. */
function several(key: string, names: ReadonlySet<string>): SourceMeta {
  return names.size > 1 ? { [key]: [...names] } : {};
}
