/**
 * What Pi and oh-my-pi tell the model, in their words (packages/coding-agent `core/messages.ts`,
 * `session/messages.ts`: convertToLlm). Long texts are not decoded for it.
 */
import { isNonEmptyText, joinTexts, type Text } from "../../json/text.ts";
import { isJsonNumber, spellingOf } from "../../json/number.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { flagAt, textAt } from "../fields.ts";
import { cutNotice } from "./notices.ts";

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

/** The code of a person's `$` in oh-my-pi, and what came of it. */
export function pythonText(message: JsonObject): Text {
  const ran = joinTexts(["Ran Python:", textAt(message, "code") ?? ""], "\n```python\n");
  const output = textAt(message, "output");
  const ending = endOf(message, "\n\n(execution cancelled)", "\n\nExecution failed with code");
  if (output === null) return joinTexts([ran, ending], "\n```\n(no output)");
  return joinTexts([joinTexts([ran, output], "\n```\nOutput:\n```\n"), ending], "\n```");
}

/** A file that oh-my-pi read for an `@path`; of one with an image, what it says about it. */
export function fileText(file: JsonObject): Text {
  const opened = joinTexts(["<file path=", textAt(file, "path") ?? ""], '"');
  const content = textAt(file, "content");
  if (content === null) return joinTexts([opened, "</file>"], '">\n');
  return joinTexts([joinTexts([opened, content], '">\n'), "</file>"], "\n");
}

/** How a run ended, where it did not end well, and what oh-my-pi cut of its output. */
function endOf(message: JsonObject, cancelled: string, failed: string): string {
  const exitCode = valueAt(message, "exitCode");
  let end = "";
  if (flagAt(message, "cancelled")) end = cancelled;
  else if (isJsonNumber(exitCode) && exitCode !== 0) end = `${failed} ${spellingOf(exitCode)}`;
  return `${end}${cutNotice(message)}`;
}

function bashEnding(message: JsonObject): Text {
  const path = valueAt(message, "fullOutputPath");
  const ending = endOf(message, "\n\n(command cancelled)", "\n\nCommand exited with code");
  if (!flagAt(message, "truncated") || !isNonEmptyText(path)) return ending;
  return joinTexts([joinTexts([ending, path], "\n\n[Output truncated. Full output: "), ""], "]");
}
