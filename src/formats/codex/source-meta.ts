/** A row's `source_meta`: DataDesigner's keys first, then what else a person would filter by. */
import { decodeText, isNonEmptyText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
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
import type { LogFacts } from "./facts.ts";
import { coercedAt, objectAt, textAt } from "../fields.ts";
import type { Identity } from "./identity.ts";
import type { Played } from "./play.ts";

/** All that a session's `source_meta` is made of. */
export interface MetaParts {
  readonly facts: LogFacts;
  readonly header: JsonObject;
  readonly identity: Identity;
  readonly played: Played;
  readonly rollbacks: { readonly count: number; readonly turns: number; readonly messages: number };
  readonly continues: MetaValue | undefined;
  readonly end: SessionEnd;
}

/** Keys without a value are undefined, and not written. */
export function sourceMeta(parts: MetaParts): SourceMeta {
  const { facts, header, played, rollbacks, end } = parts;
  const { conversation } = played;
  const unanswered = conversation.unanswered.filter((id) => !played.unanswerable.has(decodeText(id)));
  return {
    ...asDataDesigner(parts),
    format: facts.isFlat ? "flat" : undefined,
    history_mode: textAt(header, "history_mode") ?? undefined,
    ...listed("models", sortedNames(facts.models)),
    ...listed("turns", turnsOf(played)),
    usage: facts.usage ?? undefined,
    ...played.reasoning.meta(),
    ended: endingOf({ ...conversation, unanswered }, end.unfinished, played.stopped),
    base_instructions: instructionsOf(header) ?? undefined,
    ...listed("compactions", compactionsOf(played)),
    rollbacks: rollbacks.count > 0 ? { ...rollbacks } : undefined,
    ...counted("aborted_turns", facts.abortedTurns),
    ...played.injected.meta(),
    ...listed("agent_messages", lettersOf(played)),
    ...counted("encrypted_agent_messages", facts.encryptedAgentMessages),
    ...listed(
      "call_namespaces",
      played.namespaces.map(({ id, namespace }) => ({ tool_call_id: id, namespace })),
    ),
    ...counted("generated_images", facts.generatedImages),
    ...danglingCalls(unanswered),
    ...unlinkedResults(conversation),
    ...counted("skipped_records", end.skippedRecords + facts.leftOut),
    unfinished_record: end.unfinished ? true : undefined,
    ...counted("empty_messages", facts.emptyMessages),
    ...counted("ghost_snapshots", facts.ghostSnapshots),
    ...counted("further_session_metas", facts.furtherHeaders),
    event_types: countsOf(facts.events),
    unknown_items: countsOf(facts.unknownItems),
    other_records: countsOf(facts.otherRecords),
    ...origin(parts),
  };
}

/** The keys that DataDesigner's rows have, in its order. */
function asDataDesigner({ facts, header, played, end }: MetaParts): SourceMeta {
  const source = valueAt(header, "source");
  return {
    record_count: end.recordCount,
    record_types: sortedNames(facts.recordTypes),
    response_item_types: sortedNames(facts.itemTypes),
    originator: coercedAt(header, "originator") ?? undefined,
    cli_version: coercedAt(header, "cli_version") ?? undefined,
    model_provider: coercedAt(header, "model_provider") ?? undefined,
    // DataDesigner writes Python's repr of an object.
    source: isJsonObject(source) ? source : (coercedAt(header, "source") ?? undefined),
    ...listed("unattached_reasoning", played.unattached),
  };
}

/** Where the session comes from: the state of the code, and other threads. */
function origin({ header, identity, continues }: MetaParts): SourceMeta {
  const git = objectAt(header, "git");
  const commit = git === null ? null : textAt(git, "commit_hash");
  const repository = git === null ? null : textAt(git, "repository_url");
  const spawn = spawnOf(header);
  const ofAgent = (key: string): Text | undefined =>
    textAt(header, key) ?? (spawn === null ? null : textAt(spawn, key)) ?? undefined;
  return {
    git:
      commit === null && repository === null
        ? undefined
        : { commit_hash: commit ?? undefined, repository_url: repository ?? undefined },
    forked_from_id: identity.forkedFromId ?? undefined,
    parent_thread_id: identity.parentId ?? undefined,
    subagent_kind: identity.subagentKind ?? undefined,
    agent_role: ofAgent("agent_role") ?? ofAgent("agent_type"),
    agent_nickname: ofAgent("agent_nickname"),
    agent_path: ofAgent("agent_path"),
    continues,
  };
}

function spawnOf(header: JsonObject): JsonObject | null {
  const source = objectAt(header, "source");
  const subagent = source === null ? null : objectAt(source, "subagent");
  return subagent === null ? null : objectAt(subagent, "thread_spawn");
}

/** The system prompt, as old and new clients write it. */
function instructionsOf(header: JsonObject): Text | null {
  const base = objectAt(header, "base_instructions");
  if (base !== null) return textAt(base, "text");
  const instructions = valueAt(header, "base_instructions") ?? valueAt(header, "instructions");
  return isNonEmptyText(instructions) ? instructions : null;
}

function turnsOf({ marks }: Played): MetaValue[] {
  return marks.flatMap(({ place, mark }) =>
    mark.kind === "turn"
      ? [{ index: place.index, model: mark.model ?? undefined, effort: mark.effort ?? undefined }]
      : [],
  );
}

function compactionsOf({ marks }: Played): MetaValue[] {
  return marks.flatMap(({ place, mark }) =>
    mark.kind === "compaction" ? [{ index: place.index, message: mark.message ?? undefined }] : [],
  );
}

function lettersOf({ letters }: Played): MetaValue[] {
  return letters.map(({ place, correspondents: { author, recipient } }) => ({
    index: place.index,
    author: author ?? undefined,
    recipient: recipient ?? undefined,
  }));
}

function countsOf(counts: ReadonlyMap<string, number>): SourceMeta | undefined {
  return counts.size === 0 ? undefined : sortedCounts(counts);
}
