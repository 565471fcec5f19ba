/** The seed row's columns with their types, for outputs that are typed. */

/** What a field holds; `json` is JSON text. */
export type ScalarKind = "text" | "json" | "boolean" | "count";
export type Field =
  | { readonly name: string; readonly kind: ScalarKind }
  | { readonly name: string; readonly kind: "list" | "struct"; readonly fields: readonly Field[] };

const text = (name: string): Field => ({ name, kind: "text" });
const json = (name: string): Field => ({ name, kind: "json" });
const count = (name: string): Field => ({ name, kind: "count" });
const struct = (name: string, fields: readonly Field[]): Field => ({ name, kind: "struct", fields });
const list = (name: string, fields: readonly Field[]): Field => ({ name, kind: "list", fields });

/** In the order of `SeedRow`. The items of a list are structs. */
export const SEED_ROW_FIELDS: readonly Field[] = [
  text("trace_id"),
  text("source_kind"),
  text("source_path"),
  text("root_session_id"),
  text("agent_id"),
  { name: "is_sidechain", kind: "boolean" },
  text("cwd"),
  text("project_path"),
  text("git_branch"),
  text("started_at"),
  text("ended_at"),
  list("messages", [
    text("role"),
    // A block of another type than text, or with more than its text, is in `json` as a whole.
    list("content", [text("type"), text("text"), json("json")]),
    text("reasoning_content"),
    list("tool_calls", [text("id"), text("type"), struct("function", [text("name"), text("arguments")])]),
    text("tool_call_id"),
  ]),
  json("source_meta"),
  count("message_count"),
  count("tool_call_count"),
  text("final_assistant_message"),
];
