/** Texts put right piece by piece read as decoding them whole would. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, JsonText, wellFormedPieces } from "../../src/json/text.ts";

const SPELLINGS = fc.constantFrom(
  "a",
  "é",
  "😀",
  "\\n",
  "\\\\",
  '\\"',
  "\\u0041",
  "\\ud83d",
  "\\uD83D",
  "\\ude00",
  "u",
  "ud83d",
);

function textOf(spelling: string): JsonText {
  const source = Buffer.from(`"${spelling}"`, "utf8");
  const flags = { escaped: true, nonAscii: true, loneSurrogate: true };
  return new JsonText(source, 1, source.length - 1, flags);
}

test("unpaired surrogates are replaced, pairs and all other escapes stay", () => {
  const law = fc.property(fc.array(SPELLINGS, { maxLength: 12 }), (spellings) => {
    const text = textOf(spellings.join(""));
    const raw = Buffer.concat([...wellFormedPieces(text)]).toString("utf8");
    expect(JSON.parse(`"${raw}"`)).toBe(decodeText(text));
  });
  fc.assert(law, { numRuns: 3000 });
});

test("what is no unpaired surrogate keeps its spelling", () => {
  const spelling = String.raw`é\u00e9\\ud800\ud83d\ude00\ud800\udc`;
  const text = textOf(`${spelling}00\\udc00`);
  const raw = Buffer.concat([...wellFormedPieces(text)]).toString("utf8");
  expect(raw).toBe(`${String.raw`é\u00e9\\ud800\ud83d\ude00\ud800\udc00`}\ufffd`);
});
