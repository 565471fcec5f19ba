/** Which result answers which call, where the store does not say it. */
import { decodeText, type Text } from "../../json/text.ts";
import type { Call, Message } from "./message.ts";

/** The ids of calls and results that lack one, or whose ids are not those of any call. */
export interface Links {
  readonly calls: ReadonlyMap<Call, Text>;
  readonly results: ReadonlyMap<Message, Text>;
}

const NO_LINKS: Links = { calls: new Map(), results: new Map() };

function hasIds({ role, calls, callId }: Message): boolean {
  return (role !== "tool" || callId !== null) && calls.every(({ id }) => id !== null);
}

/**
 * Links by position, where a turn has as many open calls as results behind it that nobody made a
 * call for. Calls without an id get one in any case.
 */
export function linksOf(messages: readonly Message[]): Links {
  if (messages.every(hasIds)) return NO_LINKS;
  const declared = new Set(
    messages.flatMap(({ calls }) => calls.flatMap(({ id }) => (id === null ? [] : decodeText(id)))),
  );
  const calls = new Map<Call, Text>();
  const results = new Map<Message, Text>();
  for (const [index, message] of messages.entries()) {
    if (message.calls.length === 0) continue;
    const answers: Message[] = [];
    for (let at = index + 1; messages[at]?.role === "tool"; at++) {
      const answer = messages[at];
      if (answer !== undefined) answers.push(answer);
    }
    const answered = new Set(answers.flatMap(({ callId }) => (callId === null ? [] : decodeText(callId))));
    const open = message.calls.filter(({ id }) => id === null || !answered.has(decodeText(id)));
    const free = answers.filter(({ callId }) => callId === null || !declared.has(decodeText(callId)));
    for (const [at, call] of open.entries()) {
      const result = open.length === free.length ? free[at] : undefined;
      const id = call.id ?? result?.callId ?? `call_${message.position}_${at + 1}`;
      if (call.id === null) calls.set(call, id);
      // Two that have an id, and not the same, do not belong together.
      if (result !== undefined && (call.id === null || result.callId === null)) results.set(result, id);
    }
  }
  return { calls, results };
}
