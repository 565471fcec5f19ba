/** What only a snapshot has: the system prompt and the schemas of the tools, for a row made from another store. */
import { decodeInput } from "../../json/decode.ts";
import { decodeText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt } from "../../json/value.ts";
import { readDocument } from "../../read/read-document.ts";
import { pythonJson } from "../../row/python-text.ts";
import { coercedAt } from "../fields.ts";
import { toolNames } from "./fields.ts";

export interface Snapshot {
  readonly systemPrompt: Text | null;
  readonly tools: Text | null;
  readonly toolNames: readonly string[];
}

const NOTHING: Snapshot = { systemPrompt: null, tools: null, toolNames: [] };

/** Reads it; nothing where it cannot be read any more. The scanner must not be busy. */
export function readSnapshot(path: string): Snapshot {
  const read = readDocument(path);
  const decoded = read.ok ? decodeInput(read.size, { messages: false }) : null;
  if (decoded === null || !decoded.ok || !isJsonObject(decoded.value)) return NOTHING;
  const tools = valueAt(decoded.value, "tools");
  const prompt = coercedAt(decoded.value, "system_prompt");
  // The document is void when the next one is read.
  return {
    systemPrompt: prompt === null ? null : decodeText(prompt),
    tools: Array.isArray(tools) && tools.length > 0 ? pythonJson(tools) : null,
    toolNames: toolNames(tools),
  };
}
