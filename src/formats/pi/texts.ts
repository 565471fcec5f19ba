/**
 * What Pi tells the model in the role of the user, in its words (packages/coding-agent
 * `core/messages.ts`: convertToLlm). Long texts are not decoded for it.
 */
import { isNonEmptyText, joinTexts, type Text } from "../../json/text.ts";
import { isJsonNumber, spellingOf } from "../../json/number.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { flagAt, textAt } from "../fields.ts";

export function compactionText(summary: Text): Text {
  const opened = joinTexts(
    ["The conversation history before this point was compacted into the following summary:", summary],
    "\n\n<summary>\n",
  );
  return joinTexts([opened, ""], "\n</summary>");
}

export function branchText(summary: Text): Text {
  const opened = joinTexts(
    ["The following is a summary of a branch that this conversation came back from:", summary],
    "\n\n<summary>\n",
  );
  // Pi has no line break before this one.
  return joinTexts([opened, ""], "</summary>");
}

/** A `!` command of the person's, and what came of it. */
export function bashText(message: JsonObject): Text {
  const ran = joinTexts(["Ran ", textAt(message, "command") ?? ""], "`");
  const output = textAt(message, "output");
  const ending = bashEnding(message);
  if (output === null) return joinTexts([ran, ending], "`\n(no output)");
  return joinTexts([joinTexts([ran, output], "`\n```\n"), ending], "\n```");
}

function bashEnding(message: JsonObject): Text {
  const exitCode = valueAt(message, "exitCode");
  const path = valueAt(message, "fullOutputPath");
  let ending: Text = "";
  if (flagAt(message, "cancelled")) ending = "\n\n(command cancelled)";
  else if (isJsonNumber(exitCode) && exitCode !== 0) ending = `\n\nCommand exited with code ${spellingOf(exitCode)}`;
  if (!flagAt(message, "truncated") || !isNonEmptyText(path)) return ending;
  return joinTexts([joinTexts([ending, path], "\n\n[Output truncated. Full output: "), ""], "]");
}
