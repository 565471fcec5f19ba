/** What is found of what is planted, and what is wrongly taken; docs/redaction.md shows the table. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeRedactor } from "../../src/redact/redactor.ts";
import { TextBlock } from "../../src/row/row.ts";
import { emptyRow } from "../support/results.ts";
import { measure, measureHidden, plantings } from "./measure.ts";
import { DECOYS, PLANTED, randomFrom } from "./planted.ts";

const redact = makeRedactor({ mode: "replace", values: [], anonymizePaths: false });
const PAGE = "docs/redaction.md";
const MARKS = /(?<=<!-- measured -->\n)[\s\S]*?(?=<!-- end -->)/u;

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}

/** A table without what the formatter lines it up with. */
function squeezed(text: string): string {
  return text.replaceAll(/ +/gu, " ").replaceAll(/-{3,}/gu, "---");
}

test("what is planted is found, under its name, and nothing around it is taken; the page says how much", () => {
  const scores = measure(redact, plantings(7));
  const lines = [...scores].map(
    ([kind, { planted, found, named, exact }]) =>
      `| \`${kind}\` | ${planted} | ${percent(found, planted)} | ${percent(named, planted)} | ${percent(exact, found)} |`,
  );
  const table = [
    "| kind | planted | found | by this name | nothing else taken |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
  ];
  const hidden = [...measureHidden(redact, 7)].map(
    ([hiding, { planted, found }]) => `| ${hiding} | ${percent(found, planted)} |`,
  );
  const second = ["| hidden | found |", "| --- | --- |", ...hidden];
  const measured = `\n${[...table, "", ...second].join("\n")}\n\n`;
  if (process.env["UPDATE_FIXTURES"] === "1") {
    writeFileSync(
      PAGE,
      readFileSync(PAGE, "utf8").replace(MARKS, () => measured),
    );
  }
  expect(squeezed(MARKS.exec(readFileSync(PAGE, "utf8"))?.[0] ?? "")).toBe(squeezed(measured));
  for (const [kind, { planted, found, exact }] of scores) {
    expect(found / planted, kind).toBe(1);
    expect(exact / found, kind).toBe(1);
  }
});

test.each([
  ["as it stands", (line: string) => line],
  ["listed with numbers", (line: string, index: number) => `${String(index + 1).padStart(6)}→${line}`],
  ["in a string of code", (line: string) => `${line}\\n`],
])("of a private key that is cut off nothing is left but the end of a line: %s", (_, show) => {
  const [form] = PLANTED["private-key"] ?? [];
  const lines = (form?.(randomFrom(2)) ?? "").split("\n").slice(0, 9);
  const text = `It is\n${lines.map(show).join("\n")}\nMIIcut... and then the tests went on for a while.`;
  const { row } = redact.row(emptyRow("row", [{ role: "user", content: [new TextBlock(text)] }]));
  expect(row.messages[0]?.content).toEqual([
    new TextBlock(
      expect.stringMatching(
        /^It is\n *(?:1→)?\[REDACTED:private-key:[0-9a-f]{6}\](?:\\n)?\nMIIcut\.{3} and then the tests went on for a while\.$/u,
      ),
    ),
  ]);
});

test.each(DECOYS.map((decoy) => [decoy.slice(0, 40), decoy] as const))("is no secret: %j ...", (_beginning, decoy) => {
  const row = emptyRow("row", [{ role: "user", content: [new TextBlock(decoy)] }]);
  expect(redact.row(row).secrets).toEqual([]);
  expect(redact.row(row).row).toBe(row);
});
