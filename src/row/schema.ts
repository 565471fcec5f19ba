/** The seed row as a program gets it from the library or reads it from the output: plain JSON. */
import * as z from "zod";
import { SOURCE_KINDS } from "./row.ts";

const messageSchema = z.strictObject({
  role: z.enum(["user", "assistant", "system", "tool"]),
  content: z
    .array(z.looseObject({ type: z.unknown() }))
    .describe('blocks: text is {"type": "text", "text": ...}, any other is as the source has it'),
  reasoning_content: z.string().min(1).optional().describe("what the model thought before it answered"),
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
  tool_call_id: z.string().min(1).optional().describe("of a tool message: the call that it answers"),
});

/** Every column, in the order of the output. */
export const seedRowSchema = z
  .strictObject({
    trace_id: z.string().describe("identity of this rollout"),
    source_kind: z.enum(SOURCE_KINDS).describe("format of the rollout"),
    source_path: z.string().describe("the file it was read from"),
    root_session_id: z.string().describe("the session that this rollout belongs to"),
    agent_id: z.string().nullable().describe("the subagent's id"),
    is_sidechain: z.boolean().describe("true for a subagent's rollout"),
    cwd: z.string().nullable().describe("the folder that the agent worked in"),
    project_path: z.string().nullable().describe("the project that the session belongs to"),
    git_branch: z.string().nullable(),
    started_at: z.string().nullable().describe("earliest instant, in the spelling of the source"),
    ended_at: z.string().nullable().describe("latest instant, in the spelling of the source"),
    messages: z.array(messageSchema).describe("the conversation"),
    source_meta: z.record(z.string(), z.unknown()).describe("what the format knows beyond the shared columns"),
    message_count: z.int().nonnegative().describe("the messages"),
    tool_call_count: z.int().nonnegative().describe("the tool calls in them"),
    final_assistant_message: z.string().nullable().describe("text of the last assistant message that has text"),
  })
  .meta({ title: "Seed row", description: "One rollout of an AI agent, as rollout-ingest writes it" });

export type PlainSeedRow = z.infer<typeof seedRowSchema>;
export type PlainMessage = z.infer<typeof messageSchema>;
