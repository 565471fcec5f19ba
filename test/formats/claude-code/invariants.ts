/** What must be true of every row of a session. */
import type { PlainSeedRow } from "../../../src/row/schema.ts";

/** What is wrong with a row; nothing when all is well. */
export function brokenLaws({ messages, trace_id: id }: PlainSeedRow): string[] {
  const broken: string[] = [];
  let declared: readonly string[] = [];
  let last = "";
  for (const [index, { role, tool_calls: calls, tool_call_id: answered }] of messages.entries()) {
    if (role === "assistant" && last === "assistant") broken.push(`${id}: two assistant messages at ${index}`);
    if (role === "tool") {
      if (answered === undefined || !declared.includes(answered))
        broken.push(`${id}: a result out of place at ${index}`);
    } else declared = (calls ?? []).map((call) => call.id);
    last = role;
  }
  for (const { reasoning_content: reasoning } of messages) {
    const thoughts = reasoning?.split("\n\n").filter((thought) => thought.length > 40) ?? [];
    if (new Set(thoughts).size < thoughts.length) broken.push(`${id}: a thought twice in one message`);
  }
  return broken;
}
