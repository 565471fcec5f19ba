/** What of Hermes' records is decoded. */
import type { Projection } from "../../json/decode.ts";

/** Of what nobody can read only counts that it is there. `api_content` repeats a message as it was sent. */
const MESSAGE: Projection = {
  codex_reasoning_items: true,
  codex_message_items: true,
  api_content: false,
  display_metadata: false,
};

/** A message of a transcript, or a session with its messages. */
export const PROJECTION: Projection = { ...MESSAGE, messages: MESSAGE };

/** What of a snapshot tells how it begins. */
export const SNAPSHOT_HEAD: Projection = {
  ...PROJECTION,
  messages: {
    ...MESSAGE,
    reasoning: false,
    reasoning_content: false,
    reasoning_details: false,
    finish_reason: false,
    tool_call_id: false,
    timestamp: false,
  },
  system_prompt: false,
  tools: false,
};
