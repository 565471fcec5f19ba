/** What of a session's records is decoded. */
import { BY_TYPE, OTHERS, type Projection } from "../../json/decode.ts";

/** Of what a message cost, the sum is enough. */
const USAGE: Projection = { cost: { [OTHERS]: false, total: {} } };

/** What only the screen, an extension or the model's service makes something of. */
const MESSAGE: Projection = {
  details: false,
  providerPayload: false,
  usage: USAGE,
  content: {
    // Of what nobody can read, only counts that it is there.
    [BY_TYPE]: {
      thinking: { thinkingSignature: true },
      redactedThinking: { data: true },
      toolCall: { partialJson: false, thoughtSignature: false },
    },
  },
};

const ENTRY: Projection = {
  message: MESSAGE,
  messages: MESSAGE,
  retainedTail: MESSAGE,
  usage: USAGE,
  details: false,
  data: false,
  preserveData: false,
};

/** Its type is all that counts, and its place in the tree, should it be an entry of a session after all. */
const COUNTED: Projection = { [OTHERS]: false, kind: {}, id: {}, parentId: {}, timestamp: {} };

/** By the record's type, wherever that stands. */
export const PROJECTION: Projection = {
  ...ENTRY,
  [BY_TYPE]: {
    // Of the events of a stream, the last of each message has the whole of it.
    message_start: COUNTED,
    message_update: COUNTED,
    turn_end: COUNTED,
    tool_execution_start: COUNTED,
    tool_execution_update: COUNTED,
    tool_execution_end: COUNTED,
    // Records of the 2.0 harness repeat what its entries say.
    operation_started: { intent: { [OTHERS]: false, systemPromptOverride: {} } },
    tool_started: COUNTED,
    queue_enqueued: COUNTED,
    write_deferred: COUNTED,
    [OTHERS]: ENTRY,
  },
};
