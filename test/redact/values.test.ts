/** Exact values, in every spelling. */
import fc from "fast-check";
import path from "node:path";
import { expect, test } from "vitest";
import { decodeText, type Text } from "../../src/json/text.ts";
import { makeRedactor } from "../../src/redact/redactor.ts";
import { readValues } from "../../src/redact/values-file.ts";
import { TextBlock } from "../../src/row/row.ts";
import { UsageError } from "../../src/usage-error.ts";
import { makeFolder } from "../support/folder.ts";
import { emptyRow } from "../support/results.ts";
import { jsonText } from "../support/texts.ts";

function redacted(values: readonly string[], text: Text): string {
  const redact = makeRedactor({ mode: "replace", values, anonymizePaths: false });
  const [message] = redact.row(emptyRow("row", [{ role: "user", content: [new TextBlock(text)] }])).row.messages;
  const [block] = message?.content ?? [];
  return block instanceof TextBlock ? decodeText(block.text) : "";
}

const VALUES = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-/\\\"'.+$ é€😀"), minLength: 6, maxLength: 24 });

/** A unit as it stands or escaped, at random. */
function spelled(text: string, choices: readonly number[]): string {
  return text
    .split("")
    .map((unit, index) => {
      const hex = `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
      const choice = choices[index % choices.length] ?? 0;
      if (unit === "/" && choice === 1) return String.raw`\/`;
      return choice === 2 ? hex : JSON.stringify(unit).slice(1, -1);
    })
    .join("");
}

test("a value is found however JSON spells it, in JSON in JSON too", () => {
  fc.assert(
    fc.property(VALUES, fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }), fc.nat(2), (value, choices, levels) => {
      fc.pre(value.trim() === value);
      let text = `<${value}>`;
      // A writer escapes what the writer before it wrote as it must, not its letters.
      for (let level = 0; level < levels; level++)
        text = level === 0 ? spelled(text, choices) : JSON.stringify(text).slice(1, -1);
      // Half a pair has no spelling of its own: the units of a character are escaped together.
      fc.pre(!/[\ud800-\udbff]\\u|\\ud8[\da-f]{2}[\udc00-\udfff]/u.test(text));
      const body = levels === 0 ? spelled(text, choices) : JSON.stringify(text).slice(1, -1);
      expect(redacted([value], jsonText(body))).toContain("[REDACTED:value:1]");
      expect(redacted([value], text)).toContain("[REDACTED:value:1]");
    }),
  );
});

test("what takes the place of a value is its number in the file, and all else stays", () => {
  expect(redacted(["acme-internal", "project-x"], "at project-x of acme-internal, not Project-X")).toBe(
    "at [REDACTED:value:2] of [REDACTED:value:1], not Project-X",
  );
});

test("a file has one value a line", () => {
  const folder = makeFolder({ "values.txt": "\uFEFF# ours\n\n  acme-internal \r\nproject-x\nproject-x\n" });
  expect(readValues(path.join(folder, "values.txt"))).toEqual(["acme-internal", "project-x"]);
});

test.each([
  ["a short one", "long-enough\nabc12\n", "line 2: a value has at least 6 characters"],
  ["none", "# nothing\n\n", "holds no values"],
])("%s is wrong usage, and the value is not told", (_, content, expected) => {
  const folder = makeFolder({ "values.txt": content });
  const read = (): unknown => readValues(path.join(folder, "values.txt"));
  expect(read).toThrow(UsageError);
  expect(read).toThrow(expected);
  expect(read).not.toThrow("abc12");
});

test("a file that is not there is wrong usage", () => {
  expect(() => readValues("/nowhere/values.txt")).toThrow(UsageError);
});
