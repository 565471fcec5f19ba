/** Keys are data: any order, any name, any number of them. */
import { expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { isJsonObject, keysOf, valueAt, type JsonObject } from "../../src/json/value.ts";
import { decodeValue, plain } from "./support.ts";

function decodeObject(source: string): JsonObject {
  const value = decodeValue(source);
  if (!isJsonObject(value)) throw new Error("not an object");
  return value;
}

test("keys that look like array indexes keep their places", () => {
  const source = '{"b":0,"10":1,"2":2,"a":3,"01":4,"0":5,"4294967294":6}';
  expect(keysOf(decodeObject(source))).toEqual(["b", "10", "2", "a", "01", "0", "4294967294"]);
  expect(encode(decodeObject(source)).toString()).toBe(source);
});

test("a key that is there twice keeps its first place and its last value", () => {
  expect(encode(decodeObject('{"9":0,"a":1,"1":2,"a":3,"9":4}')).toString()).toBe('{"9":4,"a":3,"1":2}');
});

test("__proto__ is a key like others", () => {
  const object = decodeObject('{"a":0,"__proto__":{"polluted":true},"__proto__":{"polluted":1},"1":2}');
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(Object.hasOwn(object, "__proto__")).toBe(true);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  expect(encode(object).toString()).toBe('{"a":0,"__proto__":{"polluted":1},"1":2}');
});

test("__proto__ in an object without others changes no prototype", () => {
  for (const value of ["null", "1", "{}", '"x"', "[]"]) {
    const object = decodeObject(`{"__proto__":${value}}`);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(encode(object).toString()).toBe(`{"__proto__":${value}}`);
  }
});

test("names of Object.prototype are absent unless the source has them", () => {
  const empty = decodeObject("{}");
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"]) {
    expect(valueAt(empty, name)).toBeUndefined();
    const object = decodeObject(`{"${name}":1}`);
    expect(valueAt(object, name)).toBe(1);
    expect(keysOf(object)).toEqual([name]);
  }
});

test("names of Object.prototype are no duplicates of themselves", () => {
  expect(encode(decodeObject('{"constructor":{"prototype":{"x":1}}}')).toString()).toBe(
    '{"constructor":{"prototype":{"x":1}}}',
  );
  expect(Reflect.get({}, "x")).toBeUndefined();
});

test("keys that differ in one byte or in length are told apart", () => {
  const keys: string[] = [];
  for (let length = 0; length <= 60; length++) {
    const key = "k".repeat(length);
    keys.push(key);
    for (let at = 0; at < length; at++) keys.push(`${key.slice(0, at)}K${key.slice(at + 1)}`);
  }
  const source = `{${keys.map((key, index) => `"${key}":${index}`).join(",")}}`;
  for (let round = 0; round < 2; round++) {
    expect(keysOf(decodeObject(source))).toEqual(keys);
    expect(encode(decodeObject(source)).toString()).toBe(source);
  }
});

test("more different keys than the scanner can know, over many documents", () => {
  for (let document = 0; document < 20; document++) {
    const keys = Array.from({ length: 1000 }, (_, index) => `key ${document * 700 + index} é`);
    const source = `{${keys.map((key, index) => `"${key}":${index}`).join(",")}}`;
    expect(keysOf(decodeObject(source))).toEqual(keys);
    expect(encode(decodeObject(source)).toString()).toBe(source);
  }
});

test("a key seen first in a document that fails is known rightly in the next", () => {
  expect(() => decodeObject('{"never seen before":1,"nor this":2,}')).toThrow("json-syntax");
  expect(plain(decodeObject('{"nor this":1,"never seen before":2}'))).toEqual({
    "nor this": 1,
    "never seen before": 2,
  });
});

test("keys that differ only in their unpaired surrogates are not written as one key twice", () => {
  const encoded = encode(decodeObject('{"\\ude00":true,"\\ud83d":[]}')).toString();
  expect(encoded).toBe('{"\ufffd":true,"\ufffd\ufffd":[]}');
});

test("thousands of such keys do not grow with each other", () => {
  const high = Array.from({ length: 100 }, (_, index) => `\\ud8${index.toString(16).padStart(2, "0")}`);
  const keys = high.flatMap((first) => high.map((second) => `${first}${second}`));
  const source = `{${keys.map((key) => `"${key}":1`).join(",")}}`;
  const encoded = encode(decodeObject(source)).toString();
  expect(Object.keys(Object(JSON.parse(encoded)))).toHaveLength(keys.length);
  expect(encoded.length).toBeLessThan(source.length);
});
