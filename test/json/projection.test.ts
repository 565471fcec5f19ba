/** What the scanner leaves out, against the same done to values. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { TextArena } from "../../src/json/arena.ts";
import { BY_TYPE, decodeRecord, OTHERS, WHOLE, type Projection, type Variants } from "../../src/json/decode.ts";
import { inputAddress, reserveInput } from "../../src/json/scanner/scanner.ts";
import { isJsonObject, keysOf, valueAt, type JsonValue } from "../../src/json/value.ts";
import { plain } from "./support.ts";

const arena = new TextArena();

function decoded(source: string, projection: Projection): JsonValue {
  const bytes = Buffer.from(source);
  reserveInput(bytes.length).set(bytes);
  const start = inputAddress();
  const result = decodeRecord({ start, stop: start + bytes.length }, projection, arena);
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** The same as the documentation of Projection has it, on a value. */
function projected(value: Plain, projection: Projection): Plain {
  if (Array.isArray(value)) return value.map((item) => projected(item, projection));
  if (typeof value !== "object" || value === null) return value;
  const kept: { [key: string]: Plain } = {};
  let current: Projection = projection;
  for (const [key, inner] of Object.entries(value)) {
    const action = Object.hasOwn(current, key) ? current[key] : current[OTHERS];
    if (action === false) continue;
    if (typeof action === "object" && action[OTHERS] === false && typeof inner === "string") continue;
    kept[key] = action === true ? (inner === null ? null : true) : projected(inner, action ?? WHOLE);
    const variants = current[BY_TYPE];
    if (key !== "type" || variants === undefined || typeof kept[key] !== "string" || kept[key].length > 40) continue;
    const variant = Object.hasOwn(variants, kept[key]) ? variants[kept[key]] : variants[OTHERS];
    if (variant === false) return kept;
    current = variant ?? WHOLE;
  }
  return kept;
}

const NAMES = ["type", "a", "b", "message", "constructor"];
const name = fc.constantFrom(...NAMES);
const others = fc.constantFrom<false | undefined>(false, undefined);

/** Small enough that the scanner has room for it. */
const limits = { maxDepth: 3, depthIdentifier: fc.createDepthIdentifier() };

const { projection } = fc.letrec<{ projection: Projection; variants: Variants; action: Projection | boolean }>(
  (tie) => ({
    projection: fc
      .tuple(
        fc.dictionary(name, tie("action"), { maxKeys: 2 }),
        others,
        fc.option(tie("variants"), { ...limits, nil: undefined }),
      )
      .map(([keys, rest, variants]): Projection =>
        Object.assign(
          keys,
          rest === false ? { [OTHERS]: rest } : {},
          variants === undefined ? {} : { [BY_TYPE]: variants },
        ),
      ),
    variants: fc
      .tuple(
        fc.dictionary(name, fc.oneof(limits, fc.constant<false>(false), tie("projection")), { maxKeys: 2 }),
        fc.oneof(limits, others, tie("projection")),
      )
      .map(([types, rest]): Variants => Object.assign(types, rest === undefined ? {} : { [OTHERS]: rest })),
    action: fc.oneof(limits, fc.boolean(), fc.constant(WHOLE), tie("projection")),
  }),
);

const { document } = fc.letrec<{ document: Plain }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Plain>(null, true, 1, -2.5, "", "a", "b", "x".repeat(50)),
    fc.array(tie("document"), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...NAMES, "c"), tie("document")), { selector: ([key]) => key })
      .map((entries): Plain => Object.fromEntries(entries)),
  ),
}));

/** The same document with its keys and types written in escapes. */
function escaped(source: string): string {
  return source.replace(/"(type|message|a|b)"/gu, (_, text: string) => {
    const letters = [...text].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    return `"${letters.join("")}"`;
  });
}

test("what is left out, and what of it is told", () => {
  fc.assert(
    fc.property(projection, fc.array(document, { minLength: 1, maxLength: 4 }), (given, documents) => {
      for (const value of documents) {
        const source = JSON.stringify(value);
        expect(plain(decoded(source, given))).toEqual(projected(value, given));
        expect(plain(decoded(escaped(source), given))).toEqual(projected(value, given));
      }
    }),
    { numRuns: 400 },
  );
});

test("more projections, and more names, than the scanner has room for", () => {
  const projections = Array.from({ length: 300 }, (_, number): Projection => ({
    [`gone ${number}`]: false,
    [`told ${number}`]: true,
    inner: { [`gone ${number}`]: false },
  }));
  for (let round = 0; round < 2; round++) {
    for (const [number, given] of projections.entries()) {
      const inner = { [`gone ${number}`]: 1, [`gone ${number + 1}`]: 2 };
      const source = JSON.stringify({ ...inner, [`told ${number}`]: [3], inner });
      expect(plain(decoded(source, given))).toEqual({
        [`gone ${number + 1}`]: 2,
        [`told ${number}`]: true,
        inner: { [`gone ${number + 1}`]: 2 },
      });
    }
  }
});

test("a document of which many keys are named, and no others kept", () => {
  const names = Array.from({ length: 20 }, (_, number) => `key ${number}`);
  const given: Projection = { ...Object.fromEntries(names.map((key) => [key, WHOLE])), [OTHERS]: false };
  const value = decoded('{"key 3":1,"other":2,"key 1":{"key 2":null},"key 3":4}', given);
  if (!isJsonObject(value)) throw new Error("not an object");
  expect(valueAt(value, "key 3")).toBe(4);
  expect(valueAt(value, "key 2")).toBeUndefined();
  expect(valueAt(value, "other")).toBeUndefined();
  expect(JSON.stringify(value)).toBe('{"key 1":{"key 2":null},"key 3":4}');
  const next = decoded('{"key 2":5}', given);
  if (!isJsonObject(next)) throw new Error("not an object");
  expect(valueAt(next, "key 3")).toBeUndefined();
  expect(keysOf(next)).toEqual(keysOf(value));
});
