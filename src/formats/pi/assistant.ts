/** What an assistant's message holds, block by block. */
import { isNonEmptyText, isText, joinTexts, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { textBlock } from "../../row/messages.ts";
import { pythonJson } from "../../row/python-text.ts";
import type { ContentBlock, ToolCall } from "../../row/row.ts";
import { flagAt, stringAt, textAt } from "../fields.ts";
import type { ReasoningTally } from "../session-meta.ts";

export interface Said {
  readonly content: readonly ContentBlock[];
  readonly reasoning: readonly Text[];
  readonly toolCalls: readonly ToolCall[];
}

/** Counts across the messages of a session. */
export interface Counts {
  readonly reasoning: ReasoningTally;
  /** Blocks of a type that nobody knew of. */
  readonly unknownBlocks: Map<string, number>;
  /** Calls without an id that got one. */
  namelessCalls: number;
}

/** OpenClaw notes what it delivered, or put in itself, as an assistant's message: no model said it. */
const STAND_INS: ReadonlySet<string> = new Set(["delivery-mirror", "gateway-injected"]);

export function isStandIn(provider: string | null, model: string): boolean {
  return provider === "openclaw" && STAND_INS.has(model);
}

/** Reasons to stop: those of a turn that is no whole one, and those of one that is. */
export const FAILED: ReadonlySet<string> = new Set(["error", "aborted"]);
export const NORMAL: ReadonlySet<string> = new Set(["stop", "toolUse"]);

/** One text of all texts, as in DataDesigner; then what else a person would see. */
export function saidIn(message: JsonObject, counts: Counts): Said {
  const texts: Text[] = [];
  const media: JsonObject[] = [];
  const reasoning: Text[] = [];
  const toolCalls: ToolCall[] = [];
  for (const block of blocksOf(valueAt(message, "content"))) {
    if (!isJsonObject(block)) {
      if (isNonEmptyText(block)) texts.push(block);
      else if (!isText(block)) countUp(counts.unknownBlocks, "unknown");
      continue;
    }
    const type = stringAt(block, "type") ?? "unknown";
    const text = type === "text" ? valueAt(block, "text") : null;
    if (isNonEmptyText(text)) texts.push(text);
    else if (type === "thinking" || type === "redactedThinking") think(block, type, reasoning, counts.reasoning);
    else if (type === "toolCall") {
      const call = callIn(block, counts);
      if (call !== null) toolCalls.push(call);
    } else if (type === "image") media.push(block);
    else if (!isText(text)) countUp(counts.unknownBlocks, type);
  }
  const content = texts.length === 0 ? media : [textBlock(joinTexts(texts, "\n\n")), ...media];
  return { content, reasoning, toolCalls };
}

function blocksOf(content: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(content)) return content;
  return content === undefined || content === null ? [] : [content];
}

/** The text of redacted thinking is a stand-in; without any text, a signature is the thinking, encrypted. */
function think(block: JsonObject, type: string, reasoning: Text[], tally: ReasoningTally): void {
  const text = textAt(block, "thinking");
  if (type === "redactedThinking" || flagAt(block, "redacted")) tally.encrypted++;
  else if (text !== null) {
    tally.text++;
    reasoning.push(text);
  } else if ((valueAt(block, "thinkingSignature") ?? null) !== null) tally.encrypted++;
  else tally.empty++;
}

/** Null for a call without the name of its tool, which was reported. */
function callIn(block: JsonObject, counts: Counts): ToolCall | null {
  const name = textAt(block, "name");
  if (name === null) return null;
  const id = textAt(block, "id") ?? `toolCall_${++counts.namelessCalls}`;
  const given = valueAt(block, "arguments") ?? {};
  return { id, type: "function", function: { name, arguments: isText(given) ? given : pythonJson(given) } };
}
