/** Values in Python's spelling, against a table that CPython made (python-json.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { numberFrom } from "../../src/json/number.ts";
import { decodeText } from "../../src/json/text.ts";
import { pythonFloat, pythonJson, pythonNumber, pythonText } from "../../src/row/python-text.ts";
import { decodeValue } from "../json/support.ts";

function table(name: string): [source: string, expected: string][] {
  const lines = readFileSync(new URL(name, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    if (!Array.isArray(row)) throw new Error(line);
    return [String(row[0]), String(row[1])];
  });
}

const CASES = table("python-json.jsonl");

describe("pythonJson", () => {
  test("equals CPython's text in every line of the table", () => {
    const ours = CASES.map(([source]) => [source, decodeText(pythonJson(decodeValue(source)))]);
    expect(ours).toEqual(CASES);
  });

  test("is encoded as JSON.stringify encodes it: all is ASCII, so the bytes are one to one", () => {
    for (const [source, expected] of CASES) {
      expect(encode(pythonJson(decodeValue(source))).toString("latin1")).toBe(JSON.stringify(expected));
    }
  });

  test("of texts on both sides of the scratch buffer's sizes", () => {
    for (const size of [9_000, 20_000, 65_534, 65_536, 262_110, 262_144, 300_000]) {
      for (const [character, spelled] of [
        ["x", "x"],
        ["é", "\\u00e9"],
        ["😀", "\\ud83d\\ude00"],
        ['\\"', '\\"'],
      ] as const) {
        const json = pythonJson(decodeValue(`{"b":"${character.repeat(size)}","a":1}`));
        expect(decodeText(json) === `{"a": 1, "b": "${spelled.repeat(size)}"}`, `${size} times ${character}`).toBe(
          true,
        );
      }
    }
  });

  test("leaves the values it read as they were", () => {
    const value = decodeValue(`{"b":["${"é".repeat(40)}",1.0],"a":"${"x".repeat(40)}"}`);
    const before = encode(value).toString("utf8");
    const first = decodeText(pythonJson(value));
    expect(decodeText(pythonJson(value))).toBe(first);
    expect(encode(value).toString("utf8")).toBe(before);
  });

  test("outlives the document, and the next text that is spelled", () => {
    const first = pythonJson(decodeValue('{"a":"first"}'));
    pythonJson(decodeValue('{"b":"the second one, longer than the first"}'));
    expect(decodeText(first)).toBe('{"a": "first"}');
  });
});

describe("pythonText", () => {
  test.each([
    ["null", "None"],
    ["true", "True"],
    ["false", "False"],
    ["1", "1"],
    ["-0", "0"],
    ["1.0", "1.0"],
    ["1e16", "1e+16"],
    ["1e400", "inf"],
    ["-1e400", "-inf"],
    ["NaN", "nan"],
    ["Infinity", "inf"],
    ["-Infinity", "-inf"],
    ['"é"', "é"],
    ['{"b":1,"a":[null]}', '{"a": [null], "b": 1}'],
  ])("%s", (source, expected) => {
    expect(decodeText(pythonText(decodeValue(source)))).toBe(expected);
  });

  test("of a text is that text", () => {
    const value = decodeValue(`"${"x".repeat(40)}\\n"`);
    expect(pythonText(value)).toBe(value);
  });
});

test("pythonFloat and pythonNumber of numbers made in JavaScript", () => {
  expect([0, -0, 1, 0.1, 1e16, 123456789012345680, 1e-5, Number.MIN_VALUE].map(pythonFloat)).toEqual([
    "0.0",
    "-0.0",
    "1.0",
    "0.1",
    "1e+16",
    "1.2345678901234568e+17",
    "1e-05",
    "5e-324",
  ]);
  expect([numberFrom("-0"), numberFrom("12345678901234567890"), 5, 0.5].map(pythonNumber)).toEqual([
    "0",
    "12345678901234567890",
    "5",
    "0.5",
  ]);
});
