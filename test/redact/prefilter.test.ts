/** The search over bytes passes over no text in which a rule finds something. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Prefilter, type Suspects } from "../../src/redact/prefilter.ts";
import { ownRules } from "../../src/redact/rules.ts";
import { secretlintRules } from "../../src/redact/secretlint.ts";
import { readable } from "../../src/redact/text.ts";
import { jsonText } from "../support/texts.ts";
import { plantings } from "./measure.ts";

const rules = [...secretlintRules(), ...ownRules];
const prefilter = new Prefilter(rules);

/** The rules that find something, by index. */
function finders(text: string): readonly number[] {
  return rules.flatMap(({ find }, index) => (find(readable(text)).length > 0 ? [index] : []));
}

function asked(suspects: Suspects | null): readonly number[] {
  return rules.flatMap((_, index) => (suspects?.[index] === 1 ? [index] : []));
}

test("a rule that finds something is asked, wherever in the bytes it stands", () => {
  for (const [index, { text }] of plantings(11).entries()) {
    const found = finders(text);
    expect(found, text).not.toEqual([]);
    // Which of three bytes is looked at depends on the address.
    const padded = `${"\u2026 ".repeat(index % 7)}${"x".repeat(index % 3)}\n${text}`;
    const body = JSON.stringify(padded).slice(1, -1);
    const { source, start, end } = jsonText(body, "x".repeat(index % 5));
    const inBytes = asked(prefilter.bytes(source, start, end));
    const inString = asked(prefilter.string(padded));
    for (const rule of finders(padded)) {
      expect(inBytes, `${rule}: ${text}`).toContain(rule);
      expect(inString, `${rule}: ${text}`).toContain(rule);
    }
  }
});

test("slashes may be escaped", () => {
  for (const { text } of plantings(12)) {
    const body = JSON.stringify(text)
      .slice(1, -1)
      .replaceAll("/", String.raw`\/`);
    const { source, start, end } = jsonText(body);
    const inBytes = asked(prefilter.bytes(source, start, end));
    for (const rule of finders(text)) expect(inBytes, `${rule}: ${text}`).toContain(rule);
  }
});

test("a text in which letters are escapes is to be decoded", () => {
  fc.assert(
    fc.property(
      fc.nat(1),
      fc.constantFrom("g", "-", "_", "7", "Z"),
      fc.string({ maxLength: 20 }),
      (upper, letter, before) => {
        const hex = (letter.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
        const escape = `\\u${upper === 1 ? hex.toUpperCase() : hex}`;
        const { source, start, end } = jsonText(JSON.stringify(before).slice(1, -1) + escape);
        expect(prefilter.bytes(source, start, end)?.[prefilter.spelledOut]).toBe(1);
      },
    ),
  );
});

test("common text is not read", () => {
  const text =
    "The function returns early; see docs/usage.md. \\u001b[1mDone\\u001b[0m in 3 s \\u003cb\\u003e\\n".repeat(50);
  const { source, start, end } = jsonText(text);
  expect(prefilter.bytes(source, start, end)).toBeNull();
});
