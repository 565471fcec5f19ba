/** The seed row: the 16 columns of DataDesigner's `AgentRolloutSeedSource`, in its order. */
import type { JsonArray, JsonObject } from "../json/value.ts";
import type { JsonNumber } from "../json/number.ts";
import type { JsonText, Text } from "../json/text.ts";

/** Values of the column `source_kind`, and names of formats (DataDesigner `AgentRolloutFormat`). */
export const SOURCE_KINDS = ["atif", "claude_code", "codex", "hermes_agent", "pi_coding_agent"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export type Role = "user" | "assistant" | "system" | "tool";

/** `{"type":"text","text":...}`: nearly every block. A class, so that writing it is a matter of one look. */
export class TextBlock {
  readonly type = "text";
  readonly text: Text;

  constructor(text: Text) {
    this.text = text;
  }
}

/** A text block of ours, or a block as the source has it. */
export type ContentBlock = TextBlock | JsonObject;

export type ToolCall = {
  id: Text;
  type: "function";
  function: { name: Text; arguments: Text };
};

/** Keys in this order; the optional ones only when they are not empty. */
export type Message = {
  role: Role;
  content: ContentBlock[];
  reasoning_content?: Text;
  tool_calls?: ToolCall[];
  tool_call_id?: Text;
};

/** What `source_meta` holds: JSON, and lists and objects made of it. */
export type MetaValue =
  | null
  | boolean
  | number
  | JsonNumber
  | Text
  | JsonText
  | JsonArray
  | JsonObject
  | readonly MetaValue[]
  | { readonly [key: string]: MetaValue | undefined };
export type SourceMeta = Record<string, MetaValue | undefined>;

/** A row as it goes to the output; its texts may still be slices of the source. */
export type SeedRow = {
  trace_id: Text;
  source_kind: SourceKind;
  source_path: string;
  root_session_id: Text;
  agent_id: Text | null;
  is_sidechain: boolean;
  cwd: Text | null;
  project_path: Text | null;
  git_branch: Text | null;
  started_at: Text | null;
  ended_at: Text | null;
  messages: Message[];
  source_meta: SourceMeta;
  message_count: number;
  tool_call_count: number;
  final_assistant_message: Text | null;
};

/** The columns that a handler finds; the others follow from `messages`. */
export type RowFacts = Omit<SeedRow, "message_count" | "tool_call_count" | "final_assistant_message">;
