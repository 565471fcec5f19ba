/** Records in the scanner's memory, decoded as far as they are of use. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextArena } from "../../src/json/arena.ts";
import { BY_TYPE, decodeRecord, OTHERS, WHOLE, type Projection, type RecordResult } from "../../src/json/decode.ts";
import { findPlacesIn } from "../../src/json/locate.ts";
import { inputAddress, reserveInput, type ByteRange } from "../../src/json/scanner/scanner.ts";
import { plain } from "./support.ts";

const arena = new TextArena();

/** Puts bytes into the scanner's memory, somewhere. */
function place(source: string | Buffer, before = 0): ByteRange {
  const bytes = Buffer.from(source);
  reserveInput(before + bytes.length).set(bytes, before);
  const start = inputAddress() + before;
  return { start, stop: start + bytes.length };
}

function decoded(source: string, projection: Projection = WHOLE): unknown {
  const result = decodeRecord(place(source), projection, arena);
  if (!result.ok) throw new Error(result.problem.code);
  reserveInput(source.length * 4).fill(0x78);
  return plain(result.value);
}

const LONG = "a text that is longer than what becomes a string at once";

test("values stay good when the memory is used for something else", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify([value, LONG, `ä${LONG}`, `${LONG}\n`]);
      expect(decoded(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("short texts that look alike are not mixed up", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ab]{0,2}[x-z]{0,3}[ab]{0,2}$/u), { maxLength: 200 }), (texts) => {
      expect(decoded(JSON.stringify(texts))).toEqual(texts);
    }),
  );
});

describe("projections", () => {
  test("leave out keys, below lists too", () => {
    const projection: Projection = { a: false, b: { c: false }, [OTHERS]: false };
    expect(decoded('{"a":[{"x":[1,{"y":2}]}],"b":{"c":1,"d":2},"e":{}}', projection)).toEqual({ b: { d: 2 } });
    expect(decoded('{"b":[{"c":[{}],"d":1},[{"c":3,"d":4}],5]}', projection)).toEqual({ b: [{ d: 1 }, [{ d: 4 }], 5] });
    expect(decoded('{"b":{"d":{"c":1}}}', projection)).toEqual({ b: { d: { c: 1 } } });
  });

  test("say only that a key is there", () => {
    expect(decoded('{"a":{"b":[1,[2]]},"c":null}', { a: true, c: true, d: true })).toEqual({ a: true, c: null });
    expect(decoded('{"a":"text","c":0,"d":[]}', { a: true, c: true, d: true })).toEqual({ a: true, c: true, d: true });
  });

  test("depend on the type: what comes behind it is left out or not", () => {
    const projection: Projection = { x: { [BY_TYPE]: { good: WHOLE, some: { c: false }, [OTHERS]: false } } };
    expect(decoded('{"x":{"a":1,"type":"good","b":2,"c":3},"y":1}', projection)).toEqual({
      x: { a: 1, type: "good", b: 2, c: 3 },
      y: 1,
    });
    expect(decoded('{"x":{"a":1,"type":"some","b":2,"c":[3]},"y":1}', projection)).toEqual({
      x: { a: 1, type: "some", b: 2 },
      y: 1,
    });
    expect(decoded('{"x":{"a":1,"type":"bad","b":{"c":[{}]},"d":[[]]},"y":{"z":1}}', projection)).toEqual({
      x: { a: 1, type: "bad" },
      y: { z: 1 },
    });
    expect(decoded('{"x":{"type":"bad"},"y":1}', projection)).toEqual({ x: { type: "bad" }, y: 1 });
    expect(decoded('{"x":[{"type":"bad","a":1},{"a":2,"type":"good"}]}', projection)).toEqual({
      x: [{ type: "bad" }, { a: 2, type: "good" }],
    });
  });

  test("a type that is no text, or a long one, leaves nothing out", () => {
    const projection: Projection = { x: { [BY_TYPE]: { [OTHERS]: false } } };
    for (const type of ["5", "null", "{}", '["a"]']) {
      const text = `{"x":{"type":${type},"a":1}}`;
      expect(decoded(text, projection)).toEqual(JSON.parse(text));
    }
  });

  test("names of JavaScript's own are keys and types like others", () => {
    const projection: Projection = { a: false, x: { [BY_TYPE]: { good: WHOLE, [OTHERS]: false } } };
    for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__"]) {
      expect(JSON.stringify(decoded(`{"${name}":1,"a":2}`, projection))).toBe(`{"${name}":1}`);
      expect(decoded(`{"x":{"type":"${name}","b":1},"c":2}`, projection)).toEqual({ x: { type: name }, c: 2 });
    }
  });

  test("what is left out is checked all the same", () => {
    for (const bad of ['{"a":[1,],"b":1}', '{"a":"\\x"}', '{"a":{"b":}}', '{"a":tru}', '{"a":[1}']) {
      expect(decodeRecord(place(bad), { a: false, [OTHERS]: false }, arena).ok).toBe(false);
    }
    const late = '{"x":{"type":"bad","b":[1,]}}';
    expect(decodeRecord(place(late), { x: { [BY_TYPE]: { [OTHERS]: false } } }, arena).ok).toBe(false);
  });

  test("a long record that is left out, with more tokens than the scanner gives at once", () => {
    const many = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ [`k${index}`]: [index, "x"] })));
    expect(decoded(`{"a":${many},"b":${many.slice(0, 0)}1}`, { a: false })).toEqual({ b: 1 });
    expect(decoded(`{"x":{"type":"bad","a":${many}},"b":1}`, { x: { [BY_TYPE]: { [OTHERS]: false } } })).toEqual({
      x: { type: "bad" },
      b: 1,
    });
    expect(decoded(`{"a":${many},"b":1}`, { a: true })).toEqual({ a: true, b: 1 });
  });
});

function firstOf(source: string): { value: unknown; rest: string } | null {
  const range = place(source, 7);
  const result: RecordResult = decodeRecord(range, WHOLE, arena);
  if (result.ok || result.first === null) return null;
  return { value: plain(result.first.value), rest: source.slice(result.first.end - range.start) };
}

describe("two documents in one range", () => {
  test("the first one is given, and where it ends", () => {
    expect(firstOf('{"a":1}{"b":2}')).toEqual({ value: { a: 1 }, rest: '{"b":2}' });
    expect(firstOf('{"a":1} \t {"b":2}')?.rest.trim()).toBe('{"b":2}');
    expect(firstOf("[1]x")).toEqual({ value: [1], rest: "x" });
    expect(firstOf("null null")?.value).toBeNull();
  });

  test("a document that is not complete is none", () => {
    expect(firstOf('{"a":1')).toBeNull();
    expect(firstOf('{"a":}{"b":1}')).toBeNull();
    expect(firstOf("")).toBeNull();
    expect(firstOf("   ")).toBeNull();
  });

  test("a long first one is whole", () => {
    const long = JSON.stringify({ list: Array.from({ length: 30_000 }, (_, index) => `${LONG} ${index}`) });
    expect(firstOf(`${long}{"b":2}`)).toEqual({ value: JSON.parse(long), rest: '{"b":2}' });
  });
});

describe("places of problems in a line", () => {
  test("line, column and pointer count in the file", () => {
    const source = '  {"ä😀":1,"m":{"c":[1,{"x":true}]}}';
    const range = place(source);
    const document = { start: range.start + 2, stop: range.stop };
    const located = findPlacesIn(document, { range, first: 42 }, [["m", "c", 1, "x"], ["m", "none"], []]);
    expect(located.map(({ path, place: { line, column } }) => [path, line, column])).toEqual([
      [["m", "c", 1, "x"], 42, source.indexOf("true")],
      [["m"], 42, source.indexOf('{"c"')],
      [[], 42, 3],
    ]);
  });

  test("offsets of occurrences count from the start of the record", () => {
    const result = decodeRecord(place('{"a":1,"a":2,"b":NaN,"c":"\\ud800"}', 5), WHOLE, arena);
    expect(result.ok && result.notes).toEqual({
      duplicateKeys: { count: 1, offset: 7 },
      nonFinite: { count: 1, offset: 17 },
      loneSurrogates: { count: 1, offset: 25 },
    });
  });
});
