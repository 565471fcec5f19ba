/** Timestamps, against a table that CPython 3.11 made (timestamps.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { JsonText, type Text } from "../../src/json/text.ts";
import { parseInstant, timeSpan, type TimeSpan } from "../../src/row/timestamps.ts";
import { decodeValue } from "../json/support.ts";

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

function span(startedAt: Text | null, endedAt: Text | null): TimeSpan {
  return { startedAt, endedAt };
}

describe("timeSpan", () => {
  test("the earliest and the latest, in any order, in their own spelling", () => {
    const timestamps = ["2025-11-22T10:00:00Z", "2025-11-22 09:00:00.5", "20251123", "2025-11-22T12:00+00:00"];
    expect(timeSpan(timestamps)).toEqual(span("2025-11-22 09:00:00.5", "20251123"));
    expect(timeSpan(timestamps.toReversed())).toEqual(span("2025-11-22 09:00:00.5", "20251123"));
  });

  test("offsets count: the order of the spellings is not that of the instants", () => {
    expect(timeSpan(["2025-11-22T10:00:00+05:00", "2025-11-22T07:00:00-03:00", "2025-11-22T06:00:00Z"])).toEqual(
      span("2025-11-22T10:00:00+05:00", "2025-11-22T07:00:00-03:00"),
    );
  });

  test("one without an offset is in UTC", () => {
    expect(timeSpan(["2025-11-22T10:00:00", "2025-11-22T10:30:00+01:00", "2025-11-22T10:30:00-01:00"])).toEqual(
      span("2025-11-22T10:30:00+01:00", "2025-11-22T10:30:00-01:00"),
    );
  });

  test("of equal instants the first one counts, for both ends", () => {
    expect(timeSpan(["2025-11-22T10:00:00Z", "2025-11-22T11:00:00+01:00", "2025-11-22T10:00:00.000"])).toEqual(
      span("2025-11-22T10:00:00Z", "2025-11-22T10:00:00Z"),
    );
  });

  test("microseconds decide, digits beyond them do not", () => {
    expect(
      timeSpan(["2025-11-22T10:00:00.000002", "2025-11-22T10:00:00.000001", "2025-11-22T10:00:00.0000029"]),
    ).toEqual(span("2025-11-22T10:00:00.000001", "2025-11-22T10:00:00.000002"));
  });

  test("what is no timestamp is passed over", () => {
    expect(timeSpan(["", "yesterday", "2025-11-22", "1763800000"])).toEqual(span("2025-11-22", "2025-11-22"));
  });

  test("none at all", () => {
    expect(timeSpan([])).toEqual(span(null, null));
    expect(timeSpan(["no", "2025-02-30"])).toEqual(span(null, null));
  });

  test("a slice of the source is a timestamp too, and stays the slice", () => {
    const value = decodeValue('"2025-11-22T10:20:30.123456+00:00:00.000"');
    if (!(value instanceof JsonText)) throw new Error("not a slice");
    const { startedAt, endedAt } = timeSpan([value, "2025-11-22T10:20:31Z"]);
    expect(startedAt).toBe(value);
    expect(endedAt).toBe("2025-11-22T10:20:31Z");
  });
});
