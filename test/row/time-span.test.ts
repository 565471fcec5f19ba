/** The earliest and the latest of timestamps. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonText, type Text } from "../../src/json/text.ts";
import { RunningSpan, timeSpan, type TimeSpan } from "../../src/row/time-span.ts";
import { parseInstant } from "../../src/row/timestamps.ts";
import { decodeValue } from "../json/support.ts";

function span(startedAt: Text | null, endedAt: Text | null): TimeSpan {
  return { startedAt, endedAt };
}

/** The earliest or the latest, each read for itself; of equal ones the first. */
function extreme(timestamps: readonly string[], sign: 1 | -1): string | null {
  const instants = timestamps.flatMap((value) => {
    const instant = parseInstant(value);
    return instant === null ? [] : [{ value, order: sign * (instant.seconds * 1e6 + instant.microseconds) }];
  });
  return instants.toSorted((a, b) => a.order - b.order)[0]?.value ?? null;
}

/** Nearly alike: digits anywhere, of which not all make an instant, in a spelling that most of them share. */
const ALIKE = fc
  .constantFrom("", ".000", ".000000", "Z", ".000Z", "+00:00", ".000000+00:00", ".00Z", "+01:00", ".000+01")
  .chain((end) => {
    const digits = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, "0"));
    const usual = fc
      .tuple(digits, digits, digits, digits, digits, digits)
      .map(([a, b, c, d, e, f]) => `20${a}-0${b.slice(1)}-${c}T${d}:${e}:${f}${end.replace("00", f)}`);
    return fc.array(fc.oneof({ weight: 20, arbitrary: usual }, fc.constantFrom("2026", `2026-01-01T00:00:00${end}`)), {
      maxLength: 8,
    });
  });

describe("timeSpan", () => {
  // oxlint-disable-next-line vitest/expect-expect -- the property expects
  test("what is spelled alike is compared as if each were read", () => {
    fc.assert(
      fc.property(ALIKE, (timestamps) => {
        expect(timeSpan(timestamps)).toEqual(span(extreme(timestamps, 1), extreme(timestamps, -1)));
      }),
      { numRuns: 3000 },
    );
  });

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

describe("RunningSpan", () => {
  // oxlint-disable-next-line vitest/expect-expect -- the property expects
  test("thousands that come one by one are as one list", () => {
    fc.assert(
      fc.property(fc.array(ALIKE, { minLength: 1, maxLength: 4 }), fc.nat(300), (lists, times) => {
        const timestamps = lists.flatMap((list) =>
          Array.from({ length: times * list.length }, (_, index) => list[index % list.length] ?? ""),
        );
        const running = new RunningSpan();
        for (const timestamp of timestamps) running.add(timestamp);
        expect(running.span).toEqual(timeSpan(timestamps));
      }),
      { numRuns: 200 },
    );
  });
});
