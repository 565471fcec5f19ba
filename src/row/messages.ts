/** Messages in the one shape that every format's handler produces. */
import { isNonEmptyText, isText, type Text } from "../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../json/value.ts";
import { pythonText } from "./python-text.ts";
import { TextBlock, type ContentBlock, type Message, type Role, type ToolCall } from "./row.ts";

export interface MessageParts {
  readonly role: Role;
  readonly content: ContentBlock[];
  readonly reasoning?: Text | null;
  readonly toolCalls?: ToolCall[];
  readonly toolCallId?: Text | null;
}

/** A message with its keys in order and without empty ones (DataDesigner `ChatMessage.to_dict`). */
export function buildMessage({ role, content, reasoning, toolCalls, toolCallId }: MessageParts): Message {
  const message: Message = { role, content };
  if (isNonEmptyText(reasoning)) message.reasoning_content = reasoning;
  if (toolCalls !== undefined && toolCalls.length > 0) message.tool_calls = toolCalls;
  if (isNonEmptyText(toolCallId)) message.tool_call_id = toolCallId;
  return message;
}

export function textBlock(text: Text): ContentBlock {
  return new TextBlock(text);
}

/**
 * Any content as a list of blocks (DataDesigner `_normalize_content_blocks`): a list keeps its
 * blocks, null is the empty list, all else is one text block.
 *
 * @param onCoerced called with the index of each list item, or null for the content itself, that is
 *   an object or a list where text belongs and becomes its JSON text
 */
export function contentBlocks(content: JsonValue, onCoerced: (index: number | null) => void): ContentBlock[] {
  if (content === null) return [];
  if (isText(content)) return [textBlock(content)];
  if (!Array.isArray(content)) {
    if (isJsonObject(content)) onCoerced(null);
    return [textBlock(pythonText(content))];
  }
  return content.map((block, index) => contentBlock(block, () => onCoerced(index)));
}

function contentBlock(block: JsonValue, onCoerced: () => void): ContentBlock {
  if (!isJsonObject(block)) {
    if (Array.isArray(block)) onCoerced();
    return textBlock(block === null ? "" : pythonText(block));
  }
  if (Object.hasOwn(block, "type")) return block;
  return bareBlock(block, onCoerced);
}

/** A block without a type: its text, or itself as text. */
function bareBlock(block: JsonObject, onCoerced: () => void): ContentBlock {
  const text = valueAt(block, "text");
  if (text === undefined) {
    onCoerced();
    return textBlock(pythonText(block));
  }
  if (Array.isArray(text) || isJsonObject(text)) onCoerced();
  return textBlock(text === null ? "" : pythonText(text));
}
