/** A row's `source_meta`: DataDesigner's keys first, then what else a person would filter by. */
import { decodeText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { pythonJson } from "../../row/python-text.ts";
import type { MetaValue, SourceMeta } from "../../row/row.ts";
import { coercedAt, stringAt, textAt } from "../fields.ts";
import { counted, danglingCalls, endingOf, listed, sortedCounts, unlinkedResults } from "../session-meta.ts";
import { configAt, numberAt, toolNames } from "./fields.ts";
import type { Copies, Lineage } from "./plan.ts";
import { standInText, type Played } from "./play.ts";
import { distinct, type Session } from "./session.ts";
import type { IndexEntry } from "./session-index.ts";
import type { Snapshot } from "./snapshot.ts";
import { USAGE_KEYS } from "./store-schema.ts";

/** All that a session's `source_meta` is made of. */
export interface MetaParts {
  readonly session: Session;
  readonly played: Played;
  readonly systemPrompt: Text | null;
  readonly indexed: IndexEntry | null;
  readonly snapshot: Snapshot | null;
  readonly lineage: Lineage | null;
  readonly copies: Copies | null;
  readonly hasNaiveTimestamps: boolean;
  /** Of the file as a whole, where it is one session. */
  readonly skippedRecords: number;
  readonly unfinished: boolean;
  readonly otherRecords: number;
}

/** What `sessions.json` says of a session, as DataDesigner takes it. */
const INDEX_KEYS = [
  "session_key",
  "display_name",
  "platform",
  "chat_type",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "total_tokens",
  "last_prompt_tokens",
  "estimated_cost_usd",
  "cost_status",
  "memory_flushed",
];

/** What the database, or an export, says of a session. */
const STORE_KEYS = ["title", "end_reason", "session_key", "chat_type", "display_name", "git_repo_root"];
/** What the batch runner says of a trajectory. */
const TRAJECTORY_KEYS = [
  "completed",
  "partial",
  "prompt_index",
  "api_calls",
  "toolsets_used",
  "tool_stats",
  "metadata",
];

/** Keys without a value are undefined, and not written. */
export function sourceMeta(parts: MetaParts): SourceMeta {
  const { session, played, lineage, copies } = parts;
  const { conversation } = played;
  const last = session.messages.findLast(({ role }) => role !== "tool");
  return {
    ...asDataDesigner(parts),
    ...storeMeta(session),
    ...played.reasoning.meta(),
    ended: endingOf(conversation, parts.unfinished, last?.finishReason === "error" ? "error" : null),
    ...listed(
      "turn_finish_reasons",
      played.finishes.map(({ place, reason }) => ({ index: place.index, finish_reason: reason })),
    ),
    ...played.injected.meta(),
    ...listed(
      "stand_ins",
      played.standIns.map(({ place, kind, said }) => ({ index: place.index, kind, content: standInText(said) })),
    ),
    ...listed(
      "review_replies",
      played.reviewReplies.map(({ index }) => index),
    ),
    ...listed(
      "observed_messages",
      played.observed.map(({ index }) => index),
    ),
    ...danglingCalls(conversation.unanswered),
    ...unlinkedResults(conversation),
    ...counted("empty_messages", played.emptyMessages),
    ...counted("rewound_messages", session.rewound),
    ...counted("archived_copies", session.archivedCopies),
    ...counted("session_meta_rows", session.metaRows),
    other_messages: session.others.size === 0 ? undefined : sortedCounts(session.others),
    ...counted("other_records", parts.otherRecords),
    ...counted("skipped_records", parts.skippedRecords + session.leftOut),
    unfinished_record: parts.unfinished ? true : undefined,
    naive_timestamps: parts.hasNaiveTimestamps ? true : undefined,
    parent_session_id: lineage?.parentId,
    parent_relation: lineage?.relation ?? undefined,
    continues: continuesOf(lineage, copies),
  };
}

function continuesOf(lineage: Lineage | null, copies: Copies | null): MetaValue | undefined {
  if (copies !== null) return [{ trace_id: copies.of.traceId, messages: copies.positions.size }];
  if (lineage === null || lineage.relation !== "compression") return undefined;
  return [{ trace_id: lineage.parentId, in_run: lineage.isParentKnown ? undefined : false }];
}

/** The keys that DataDesigner's rows have, in its order. Those of the other stores are alike. */
function asDataDesigner(parts: MetaParts): SourceMeta {
  const { session, systemPrompt, indexed } = parts;
  const { facts, format, meta } = session;
  const isTranscript = format === "gateway_transcript";
  const tools = toolsMeta(parts);
  return {
    record_count: session.records + (isTranscript ? parts.skippedRecords + parts.otherRecords : 0),
    session_format: format,
    ...(format === "cli_session_log" && available(tools)),
    finish_reasons: distinct(session.messages.map(({ finishReason }) => finishReason)),
    ...(format !== "cli_session_log" && {
      tool_names_used: distinct(session.messages.flatMap(({ calls }) => calls.map(({ name }) => name))),
    }),
    ...(indexed !== null && indexMeta(indexed)),
    model: coercedAt(facts, "model") ?? textAt(meta, "model") ?? undefined,
    base_url: coercedAt(facts, "base_url") ?? textAt(facts, "billing_base_url") ?? undefined,
    platform:
      (indexed === null ? undefined : valueAt(indexed, "platform")) ??
      coercedAt(facts, "platform") ??
      textAt(facts, "source") ??
      textAt(meta, "platform") ??
      undefined,
    ...(systemPrompt !== null && {
      has_system_prompt: true,
      system_prompt_chars: codePoints(decodeText(systemPrompt)),
    }),
    ...(format !== "cli_session_log" && tools.names.length > 0 && available(tools)),
    tools: tools.schemas,
  };
}

function available({ names }: { names: readonly string[] }): SourceMeta {
  return { available_tool_count: names.length, available_tool_names: names };
}

/** The schemas of the tools as JSON text: the store's own, or the snapshot's. */
function toolsMeta({ session, snapshot }: MetaParts): { names: readonly string[]; schemas: Text | undefined } {
  const tools = valueAt(session.facts, "tools") ?? valueAt(session.meta, "tools") ?? null;
  if (Array.isArray(tools) && tools.length > 0) return { names: toolNames(tools), schemas: pythonJson(tools) };
  return { names: snapshot?.toolNames ?? [], schemas: snapshot?.tools ?? undefined };
}

function indexMeta(indexed: IndexEntry): SourceMeta {
  const origin = valueAt(indexed, "origin");
  return {
    ...picked(indexed, INDEX_KEYS),
    origin: isJsonObject(origin) && Object.keys(origin).length > 0 ? origin : undefined,
  };
}

function storeMeta({ facts, format }: Session): SourceMeta {
  if (format === "trajectory") return picked(facts, TRAJECTORY_KEYS);
  if (format !== "state_db" && format !== "session_export") return {};
  const usage = picked(facts, USAGE_KEYS);
  const provider = stringAt(facts, "billing_provider");
  const branchedFrom = stringAt(configAt(facts, "model_config"), "_branched_from");
  return {
    ...picked(facts, STORE_KEYS),
    provider: provider ?? undefined,
    archived: numberAt(facts, "archived") === 1 ? true : undefined,
    usage: Object.values(usage).some((value) => value !== 0) ? usage : undefined,
    branched_from: branchedFrom ?? undefined,
  };
}

/** The values of some keys, where there are any. */
function picked(object: JsonObject, keys: readonly string[]): Record<string, MetaValue> {
  const found: Record<string, MetaValue> = {};
  for (const key of keys) {
    const value = valueAt(object, key) ?? null;
    if (value !== null && !(isText(value) && value === "")) found[key] = value;
  }
  return found;
}

const PAIR = /[\uD800-\uDBFF]/;

/** The length that Python gives a string. */
function codePoints(text: string): number {
  if (!PAIR.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
