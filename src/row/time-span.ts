/** The instants of a rollout: which timestamp is the earliest and which the latest. */
import { decodeText, type Text } from "../json/text.ts";
import { parseInstant, readInstant, type Instant } from "./timestamps.ts";

/** Where a rollout begins and ends, in the spelling of the source; null without any timestamp. */
export interface TimeSpan {
  readonly startedAt: Text | null;
  readonly endedAt: Text | null;
}

/**
 * The earliest and the latest of the timestamps (the first of equal ones). Offsets count, naive
 * ones are taken as UTC, what is no timestamp is passed over (DataDesigner `min_max_timestamps`).
 */
export function timeSpan(timestamps: Iterable<Text>): TimeSpan {
  const texts = [...timestamps];
  return spanOfOneShape(texts) ?? spanOfAny(texts);
}

/** How nearly all timestamps are spelled, with zeros for digits. */
const SHAPE = /^0000-00-00T00:00:00(?:\.000000|\.000)?(Z|\+00:00|)$/u;

/**
 * Timestamps that are spelled alike are in the order of their spellings; only the first and the last
 * need be read. Null where not all are, or one of those two is no timestamp.
 */
function spanOfOneShape(timestamps: readonly Text[]): TimeSpan | null {
  const [first] = timestamps;
  if (first === undefined) return null;
  const shape = decodeText(first).replaceAll(/\d/gu, "0");
  const zone = SHAPE.exec(shape)?.[1];
  if (zone === undefined) return null;
  const marks = [...shape.matchAll(/[^0]/gu)].map(({ index }) => index);
  let earliest = decodeText(first);
  let latest = earliest;
  for (const text of timestamps) {
    const value = typeof text === "string" ? text : decodeText(text);
    if (!hasShape(value, shape, marks) || !value.endsWith(zone)) return null;
    if (value < earliest) earliest = value;
    else if (value > latest) latest = value;
  }
  return parseInstant(earliest) === null || parseInstant(latest) === null
    ? null
    : { startedAt: earliest, endedAt: latest };
}

/**
 * True for the marks of a shape where it has them. What stands for digits is not looked at: a text that
 * has others is no timestamp, which counts for nothing between two that are.
 */
function hasShape(value: string, shape: string, marks: readonly number[]): boolean {
  if (value.length !== shape.length) return false;
  for (const index of marks) if (value.charCodeAt(index) !== shape.charCodeAt(index)) return false;
  return true;
}

function spanOfAny(timestamps: readonly Text[]): TimeSpan {
  let earliest: { instant: Instant; text: Text } | null = null;
  let latest: { instant: Instant; text: Text } | null = null;
  for (const text of timestamps) {
    const value = decodeText(text);
    const instant = readInstant(value);
    if (instant === null) continue;
    if (earliest === null || compareInstants(instant, earliest.instant) < 0) earliest = { instant, text };
    if (latest === null || compareInstants(instant, latest.instant) > 0) latest = { instant, text };
  }
  return { startedAt: earliest?.text ?? null, endedAt: latest?.text ?? null };
}

function compareInstants(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.microseconds - b.microseconds;
}

/** Timestamps that are held back before the earliest and the latest of them are looked for. */
const BATCH = 1024;

/** The span of timestamps that come one by one, of which few are held. */
export class RunningSpan {
  #timestamps: Text[] = [];

  add(timestamp: Text): void {
    this.#timestamps.push(timestamp);
    if (this.#timestamps.length < BATCH) return;
    const { startedAt, endedAt } = this.span;
    this.#timestamps = [startedAt, endedAt].filter((text) => text !== null);
  }

  get span(): TimeSpan {
    return timeSpan(this.#timestamps);
  }
}
