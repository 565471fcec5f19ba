/** Timestamps, against a table that CPython 3.11 made (timestamps.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/row/timestamps.ts";

interface Case {
  readonly value: string;
  readonly expected: unknown;
}

const CASES: readonly Case[] = readFileSync(new URL("timestamps.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => {
    const row: unknown = JSON.parse(line);
    if (!Array.isArray(row)) throw new Error(line);
    return { value: String(row[0]), expected: row[1] };
  });

function read(value: string): [number, number] | null {
  const instant = parseInstant(value);
  return instant === null ? null : [instant.seconds, instant.microseconds];
}

describe("parseInstant reads what CPython reads", () => {
  test("in every line of the table", () => {
    const ours = CASES.map(({ value }) => ({ value, expected: read(value) }));
    const wrong = ours.filter(
      ({ expected }, index) => JSON.stringify(expected) !== JSON.stringify(CASES[index]?.expected),
    );
    expect(wrong).toEqual([]);
  });

  test("of the table, a good part is timestamps and a good part is not", () => {
    const timestamps = CASES.filter(({ expected }) => expected !== null);
    expect(timestamps.length).toBeGreaterThan(300);
    expect(CASES.length - timestamps.length).toBeGreaterThan(300);
  });

  test("an unpaired surrogate between date and time parts them like any character", () => {
    expect(read("2025-11-22\ud83d10:20")).toEqual(read("2025-11-22T10:20"));
  });
});
