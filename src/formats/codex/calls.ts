/** Tool calls: what each type of item says of the tool, its arguments and its id. */
import { isText, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { pythonJson } from "../../row/python-text.ts";
import { textAt } from "../fields.ts";

/** How a type of item calls a tool. */
export interface CallType {
  /** The tool; null where the item names it. */
  readonly tool: string | null;
  arguments(item: JsonObject): Text;
  /** False where the result never is in a log. */
  readonly isAnswered: boolean;
}

const FUNCTION: CallType = { tool: null, arguments: givenArguments, isAnswered: true };

const CALL_TYPES: Readonly<Record<string, CallType>> = {
  function_call: FUNCTION,
  custom_tool_call: FUNCTION,
  apply_patch_call: { tool: "apply_patch", arguments: givenArguments, isAnswered: true },
  local_shell_call: { tool: "local_shell", arguments: actionOf, isAnswered: true },
  tool_search_call: { tool: "tool_search", arguments: givenArguments, isAnswered: true },
  web_search_call: { tool: "web_search", arguments: actionOf, isAnswered: false },
  image_generation_call: { tool: "image_generation", arguments: promptOf, isAnswered: false },
};

/** How an item of this type calls a tool; undefined for an item that is no call. */
export function callType(type: string): CallType | undefined {
  return Object.hasOwn(CALL_TYPES, type) ? CALL_TYPES[type] : undefined;
}

/** True for the results of calls, whatever their type. */
export function isOutput(type: string): boolean {
  return type.endsWith("_output");
}

/** The content of a result; a search for tools says what it found. */
export function outputOf(item: JsonObject): JsonValue | undefined {
  const tools = valueAt(item, "tools");
  return tools !== undefined && !Object.hasOwn(item, "output") ? pythonJson(tools) : valueAt(item, "output");
}

/** Gives calls an id where the log has none: the item's own, else one made of its type and number. */
export class CallIds {
  readonly #made: Map<string, number> = new Map();

  idOf(item: JsonObject, type: string): Text {
    const id = textAt(item, "call_id") ?? textAt(item, "id");
    if (id !== null) return id;
    const number = (this.#made.get(type) ?? 0) + 1;
    this.#made.set(type, number);
    return `${type}_${number}`;
  }
}

/**
 * Arguments that are text pass unchanged. The raw input of a custom tool, a patch for example, is no
 * JSON: it becomes the member `input` of an object.
 */
function givenArguments(item: JsonObject): Text {
  const given = valueAt(item, "arguments") ?? null;
  if (given !== null) return isText(given) ? given : pythonJson(given);
  const input = valueAt(item, "input") ?? valueAt(item, "operation") ?? null;
  if (input === null) return "{}";
  return pythonJson(isText(input) ? { input } : input);
}

function actionOf(item: JsonObject): Text {
  return pythonJson(valueAt(item, "action") ?? {});
}

function promptOf(item: JsonObject): Text {
  const prompt = textAt(item, "revised_prompt");
  return pythonJson(prompt === null ? {} : { revised_prompt: prompt });
}
