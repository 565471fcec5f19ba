/** Long texts, read in pieces, lose what they lose when they are read as one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "../../src/json/text.ts";
import { redactLong } from "../../src/redact/long-text.ts";
import { Prefilter } from "../../src/redact/prefilter.ts";
import { ownRules } from "../../src/redact/rules.ts";
import { secretlintRules } from "../../src/redact/secretlint.ts";
import { redactPlain } from "../../src/redact/text.ts";
import { jsonText } from "../support/texts.ts";
import { plantings } from "./measure.ts";

const rules = [...secretlintRules(), ...ownRules];
const scanner = { rules, prefilter: new Prefilter(rules) };
const planted = plantings(9).filter(({ kind }) => kind !== "private-key");
const FILL = fc.constantFrom(
  "a line of text\n",
  "é😀 \\u00e9\n",
  '"quoted"\t',
  "\\\\ \u001B[1m",
  "x".repeat(70_000),
  "\n",
);

test("wherever the pieces end", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          FILL,
          fc.constantFrom(...planted).map(({ text }) => `\n${text}\n`),
        ),
        { maxLength: 8 },
      ),
      fc.integer({ min: 40_000, max: 90_000 }),
      (parts, size) => {
        const plain = parts.join("");
        const text = jsonText(JSON.stringify(plain).slice(1, -1));
        const kinds: string[] = [];
        const whole = redactPlain(plain, scanner, () => undefined);
        const result = redactLong(text, scanner, (kind) => kinds.push(kind), size);
        expect(decodeText(result)).toBe(whole);
        if (whole === plain) expect(result).toBe(text);
        else expect(kinds).not.toEqual([]);
      },
    ),
  );
});

test("escapes and pairs of them are not divided", () => {
  const plain = '\\"\n😀é\u0001'.repeat(30_000);
  const spelled = JSON.stringify(plain)
    .slice(1, -1)
    .replaceAll("😀", String.raw`\ud83d\ude00`);
  for (const size of [65_537, 65_538, 65_539, 65_540, 65_541, 65_542, 65_543, 65_544]) {
    const text = jsonText([spelled, "\\nAK", "IA", "QYLPMN5HFIQR7XYA"].join(""));
    expect(decodeText(redactLong(text, scanner, () => undefined, size))).toMatch(
      /^[^]*\[REDACTED:aws-access-key-id:[0-9a-f]{6}\]$/u,
    );
    expect(decodeText(redactLong(text, scanner, () => undefined, size)).startsWith(plain)).toBe(true);
  }
});
