/** Pi's words, for texts that were decoded and for those that were not. */
import { expect, test } from "vitest";
import { bashText, branchText, compactionText, fileText, pythonText } from "../../../src/formats/pi/texts.ts";
import { decode } from "../../../src/json/decode.ts";
import { decodeText } from "../../../src/json/text.ts";
import { isJsonObject, type JsonObject } from "../../../src/json/value.ts";

/** Long texts stay slices of the source. */
function decoded(value: unknown): JsonObject {
  const result = decode(Buffer.from(JSON.stringify(value)));
  if (!result.ok || !isJsonObject(result.value)) throw new Error("not an object");
  return result.value;
}

const LONG = `${'a "quoted" line\n'.repeat(9)}ü`;

test.each(["short", LONG])("summaries", (summary) => {
  expect(decodeText(compactionText(summary))).toBe(
    `The conversation history before this point was compacted into the following summary:\n\n<summary>\n${summary}\n</summary>`,
  );
  expect(decodeText(branchText(summary))).toBe(
    `The following is a summary of a branch that this conversation came back from:\n\n<summary>\n${summary}</summary>`,
  );
});

test.each<[what: string, message: unknown, text: string]>([
  ["with output", { command: "ls", output: "a" }, "Ran `ls`\n```\na\n```"],
  ["long ones", { command: LONG, output: LONG, exitCode: 0 }, `Ran \`${LONG}\`\n\`\`\`\n${LONG}\n\`\`\``],
  ["that fail", { command: "x", output: "", exitCode: 2 }, "Ran `x`\n(no output)\n\nCommand exited with code 2"],
  [
    "that were cancelled",
    { command: "x", output: "y", exitCode: 2, cancelled: true },
    "Ran `x`\n```\ny\n```\n\n(command cancelled)",
  ],
  [
    "with output in a file",
    { command: "x", exitCode: null, truncated: true, fullOutputPath: "/o" },
    "Ran `x`\n(no output)\n\n[Output truncated. Full output: /o]",
  ],
  ["with output that was cut", { command: "x", output: "y", truncated: true }, "Ran `x`\n```\ny\n```"],
  ["of which nothing is known", {}, "Ran ``\n(no output)"],
])("commands %s", (_what, message, expected) => {
  expect(decodeText(bashText(decoded(message)))).toBe(expected);
});

test.each<[unknown, string]>([
  [{ code: "1", output: "a" }, "Ran Python:\n```python\n1\n```\nOutput:\n```\na\n```"],
  [{ code: LONG, output: LONG }, `Ran Python:\n\`\`\`python\n${LONG}\n\`\`\`\nOutput:\n\`\`\`\n${LONG}\n\`\`\``],
  [
    { code: "x", output: "", exitCode: 1 },
    "Ran Python:\n```python\nx\n```\n(no output)\n\nExecution failed with code 1",
  ],
  [{ exitCode: 1, cancelled: true }, "Ran Python:\n```python\n\n```\n(no output)\n\n(execution cancelled)"],
])("Python: %j", (message, expected) => {
  expect(decodeText(pythonText(decoded(message)))).toBe(expected);
});

test.each<[unknown, string]>([
  [{ path: "a.md", content: "# A" }, '<file path="a.md">\n# A\n</file>'],
  [{ path: "a.md", content: LONG }, `<file path="a.md">\n${LONG}\n</file>`],
  [{ path: 'b".png', content: "" }, '<file path="b".png">\n</file>'],
])("files: %j", (file, expected) => {
  expect(decodeText(fileText(decoded(file)))).toBe(expected);
});
