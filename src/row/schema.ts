/** The seed row as a program gets it from the library or reads it from the output: plain JSON. */
import * as z from "zod";
import { SOURCE_KINDS } from "./row.ts";

const messageSchema = z.strictObject({
  role: z.enum(["user", "assistant", "system", "tool"]),
  content: z.array(z.looseObject({ type: z.unknown() })).describe("blocks; text is {type: text, text}"),
  reasoning_content: z.string().min(1).optional(),
  tool_calls: z
    .array(
      z.strictObject({
        id: z.string(),
        type: z.literal("function"),
        function: z.strictObject({ name: z.string(), arguments: z.string().describe("JSON text") }),
      }),
    )
    .min(1)
    .optional(),
  tool_call_id: z.string().min(1).optional(),
});

/** Every column, in the order of the output. */
export const seedRowSchema = z.strictObject({
  trace_id: z.string().describe("identity of this rollout"),
  source_kind: z.enum(SOURCE_KINDS).describe("format of the rollout"),
  source_path: z.string().describe("the file it was read from"),
  root_session_id: z.string().describe("the session that this rollout belongs to"),
  agent_id: z.string().nullable().describe("the subagent's id"),
  is_sidechain: z.boolean().describe("true for a subagent's rollout"),
  cwd: z.string().nullable(),
  project_path: z.string().nullable(),
  git_branch: z.string().nullable(),
  started_at: z.string().nullable().describe("earliest instant, in the spelling of the source"),
  ended_at: z.string().nullable().describe("latest instant, in the spelling of the source"),
  messages: z.array(messageSchema),
  source_meta: z.record(z.string(), z.unknown()).describe("what the format knows beyond the shared columns"),
  message_count: z.int().nonnegative(),
  tool_call_count: z.int().nonnegative(),
  final_assistant_message: z.string().nullable().describe("text of the last assistant message that has text"),
});

export type PlainSeedRow = z.infer<typeof seedRowSchema>;
export type PlainMessage = z.infer<typeof messageSchema>;
