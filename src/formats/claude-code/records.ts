/** The records of a Claude Code session (clients 1.0 to 2.1), as far as rows are made of them. */
import { BY_TYPE, OTHERS, WHOLE, type Projection } from "../../json/decode.ts";
import type { JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";

/**
 * What is decoded of a record: a quarter of the bytes of a log is `toolUseResult`, which says the
 * tool result again, and a fifth the `data` of progress records, which say a subagent's messages again.
 */
export const PROJECTION: Projection = {
  type: WHOLE,
  subtype: WHOLE,
  uuid: WHOLE,
  parentUuid: WHOLE,
  timestamp: WHOLE,
  sessionId: WHOLE,
  session_id: WHOLE,
  agentId: WHOLE,
  version: WHOLE,
  cwd: WHOLE,
  gitBranch: WHOLE,
  entrypoint: WHOLE,
  isSidechain: WHOLE,
  parent_tool_use_id: WHOLE,
  isMeta: WHOLE,
  isCompactSummary: WHOLE,
  isVisibleInTranscriptOnly: WHOLE,
  isApiErrorMessage: WHOLE,
  isAbortedMidStream: WHOLE,
  isVirtual: WHOLE,
  supersedesUuids: WHOLE,
  retractedMessageUuids: WHOLE,
  origin: WHOLE,
  message: {
    // What the record's own type says, or nobody asks for.
    type: false,
    role: false,
    stop_sequence: false,
    stop_details: false,
    container: false,
    context_management: false,
    diagnostics: false,
    usage: {
      input_tokens: WHOLE,
      output_tokens: WHOLE,
      cache_creation_input_tokens: WHOLE,
      cache_read_input_tokens: WHOLE,
      [OTHERS]: false,
    },
  },
  toolUseResult: { agentId: WHOLE, [OTHERS]: false },
  attachment: { [BY_TYPE]: { queued_command: WHOLE, [OTHERS]: false } },
  compactMetadata: WHOLE,
  originalModel: WHOLE,
  fallbackModel: WHOLE,
  forkedFrom: WHOLE,
  parentSessionId: WHOLE,
  parentLastUuid: WHOLE,
  summary: WHOLE,
  leafUuid: WHOLE,
  customTitle: WHOLE,
  aiTitle: WHOLE,
  agentName: WHOLE,
  agentSetting: WHOLE,
  prUrl: WHOLE,
  operation: WHOLE,
  content: WHOLE,
  [OTHERS]: false,
};

/** Records that only Claude Code writes, beside those that other programs have too. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  "progress",
  "attachment",
  "file-history-snapshot",
  "file-history-delta",
  "queue-operation",
  "last-prompt",
  "summary",
  "custom-title",
  "ai-title",
  "agent-name",
  "agent-setting",
  "mode",
  "permission-mode",
  "pr-link",
  "worktree-state",
  "bridge-session",
  "frame-link",
  "relocated",
  "cost-state",
  "fork-context-ref",
  "api-request-shape",
  "api-request-blob",
  "content-replacement",
  "continued-in",
  "rewind_stand_in",
]);
const SHARED_TYPES: ReadonlySet<string> = new Set(["user", "assistant", "system"]);

/** True for a type that only Claude Code's logs hold. */
export function isOwnType(type: string): boolean {
  return OWN_TYPES.has(type);
}

/** True for a type that a Claude Code log may hold, as far as is known. */
export function isKnownType(type: string): boolean {
  return isOwnType(type) || SHARED_TYPES.has(type);
}

/** The session that a record belongs to; the second spelling is that of `--output-format stream-json`. */
export function sessionIdOf(record: JsonObject): string | null {
  return stringAt(record, "sessionId") ?? stringAt(record, "session_id");
}

/** A record of the conversation, with what is asked of it again and again. */
export interface Entry {
  readonly kind: "user" | "assistant" | "queued" | "boundary";
  readonly record: JsonObject;
  readonly line: number;
  /** Place among all records, from 0. */
  readonly position: number;
  readonly uuid: string | null;
  readonly sidechain: boolean;
  /** Another file's row has it. */
  readonly isElsewhere: boolean;
}
