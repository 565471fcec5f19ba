/** Damaged documents: we accept what JSON.parse accepts, and the place of the damage is exact. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../../src/json/decode.ts";
import { DOCUMENTS, render } from "./documents.ts";
import { plain, wellFormed } from "./support.ts";

/** Reads as we do: UTF-8 only, a BOM is passed over, NaN and the infinities are null. */
function reference(bytes: Buffer): { value: unknown } | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const json = text.replaceAll(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/gsu, (token) =>
      token.startsWith('"') ? token : "null",
    );
    return { value: wellFormed(JSON.parse(json)) };
  } catch {
    return null;
  }
}

function compare(bytes: Buffer): void {
  const expected = reference(bytes);
  const result = decode(bytes);
  if (result.ok !== (expected !== null)) throw new Error(`accepted: ${result.ok}, for ${bytes.toString("latin1")}`);
  if (result.ok) expect({ value: plain(result.value) }).toEqual(expected);
}

const BYTES: fc.Arbitrary<number> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...Buffer.from('"\\{}[],:0123456789+-.eEtfnuNIabcdef/ \n\t\r')) },
  fc.integer({ min: 0, max: 255 }),
);

interface Damage {
  readonly kind: "insert" | "delete" | "replace" | "truncate";
  readonly at: number;
  readonly byte: number;
}

const DAMAGE: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom("insert", "delete", "replace", "replace", "truncate"),
  at: fc.nat(),
  byte: BYTES,
});

function damaged(source: string, damages: readonly Damage[]): Buffer {
  let bytes = Buffer.from(source, "utf8");
  for (const { kind, at, byte } of damages) {
    const place = at % (bytes.length + 1);
    const middle = kind === "insert" || kind === "replace" ? [byte] : [];
    const rest = kind === "insert" ? place : kind === "truncate" ? bytes.length : place + 1;
    bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(middle), bytes.subarray(rest)]);
  }
  return bytes;
}

test("a damaged document is accepted where JSON.parse accepts it, with the same value", () => {
  const damages = fc.array(DAMAGE, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(DOCUMENTS, damages, (document, list) => compare(damaged(render(document), list))),
    { numRuns: 3000 },
  );
});

test("the problem's offset is the first byte that cannot go on", () => {
  const law = fc.property(DOCUMENTS, DAMAGE, (document, damage) => {
    const bytes = damaged(render(document), [damage]);
    const result = decode(bytes);
    if (result.ok || result.problem.code !== "json-syntax") return;
    const { offset } = result.problem;
    const before = decode(bytes.subarray(0, offset));
    expect(before.ok || before.problem.code === "json-truncated").toBe(true);
    // A bad escape is placed at its backslash, up to five bytes before the byte that is wrong.
    const isEscape = bytes[offset] === 0x5c;
    const wrong = bytes.toString("latin1", offset, offset + (isEscape ? 6 : 1)).replaceAll(/[^\0-\x7f]/gu, "?");
    const behind = decode(Buffer.concat([bytes.subarray(0, offset), Buffer.from(wrong)]));
    if (isEscape && !behind.ok && behind.problem.code === "json-truncated") return;
    expect(behind).toMatchObject({ problem: { code: "json-syntax", offset } });
  });
  fc.assert(law, { numRuns: 1000 });
});

test("every beginning of a document is truncated, at its end", () => {
  const law = fc.property(DOCUMENTS, (document) => {
    const bytes = Buffer.from(render(document), "utf8");
    for (let length = 0; length < bytes.length; length++) {
      const begun = bytes.subarray(0, length);
      const divided = ((bytes[length] ?? 0) & 0xc0) === 0x80;
      expect(decode(begun)).toMatchObject(
        divided ? { problem: { code: "json-utf8" } } : { problem: { code: "json-truncated", offset: length } },
      );
    }
  });
  fc.assert(law, { numRuns: 30 });
});
