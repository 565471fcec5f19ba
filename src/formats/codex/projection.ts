/** What of a rollout's records is decoded. */
import { BY_TYPE, OTHERS, type Projection, type Variants } from "../../json/decode.ts";

/** The bytes that nobody can read, and those of generated images: that they are there is all that counts. */
const OPAQUE: Projection = {
  encrypted_content: true,
  content: { encrypted_content: true },
  result: true,
  ghost_commit: false,
};

const EVENTS: Variants = {
  agent_reasoning: {},
  agent_reasoning_raw_content: {},
  token_count: { [OTHERS]: false, info: { [OTHERS]: false, total_token_usage: {} } },
  thread_rolled_back: {},
  task_complete: { error: true, last_agent_message: false },
  turn_complete: { error: true, last_agent_message: false },
  // The others mirror what the response items say, or are there for the screen: they are counted.
  [OTHERS]: false,
};

const WRAPPED: Variants = {
  session_meta: { payload: { dynamic_tools: false } },
  response_item: { payload: OPAQUE, metadata: false },
  event_msg: { payload: { [BY_TYPE]: EVENTS } },
  turn_context: {
    payload: { [OTHERS]: false, turn_id: {}, model: {}, effort: {} },
  },
  compacted: { payload: { [OTHERS]: false, message: {}, replacement_history: true } },
  inter_agent_communication: { payload: OPAQUE },
  // Bare items of the flat files, and types that nobody knew of.
  [OTHERS]: { ...OPAQUE, payload: true, state: false },
};

/** By the record's type, wherever that stands before the payload. */
export const PROJECTION: Projection = { [BY_TYPE]: WRAPPED };
