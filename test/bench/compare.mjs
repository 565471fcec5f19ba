/** Whether two JSONL outputs hold the same rows, line by line, in value and in order of columns. */
import { closeSync, openSync, readSync } from "node:fs";

/** @typedef {{ rows: number, differences: string[] }} Comparison */
/**
 * How strings of tool call arguments compare: "text" as they are, "value" as the JSON they hold
 * (the plain loop cannot spell 1.0).
 * @typedef {"text" | "value"} Arguments
 */

const CHUNK = 4 << 20;
const MOST_DIFFERENCES = 5;
const BRIEF = 100;

/** @param {string} actual @param {string} expected files @param {Arguments} args @returns {Comparison} */
export function compareRows(actual, expected, args) {
  /** @type {Comparison} */
  const comparison = { rows: 0, differences: [] };
  const [left, right] = [readLines(actual), readLines(expected)];
  while (comparison.differences.length < MOST_DIFFERENCES) {
    const [ours, theirs] = [left.next(), right.next()];
    if (ours.done && theirs.done) break;
    const line = comparison.rows + 1;
    if (ours.done || theirs.done) {
      comparison.differences.push(`${ours.done ? actual : expected} ends after ${comparison.rows} rows`);
      break;
    }
    comparison.rows = line;
    const difference = firstDifference(JSON.parse(ours.value), JSON.parse(theirs.value), "", args);
    if (difference !== null) comparison.differences.push(`row ${line}: ${difference}`);
  }
  left.return();
  right.return();
  return comparison;
}

/** @param {any} ours @param {any} theirs @param {string} pointer @param {Arguments} args @returns {string | null} */
function firstDifference(ours, theirs, pointer, args) {
  if (ours === theirs) return null;
  if (
    typeof ours === "string" &&
    typeof theirs === "string" &&
    args === "value" &&
    pointer.endsWith("/function/arguments")
  ) {
    return firstDifference(JSON.parse(ours), JSON.parse(theirs), `${pointer}#`, args);
  }
  if (
    ours === null ||
    theirs === null ||
    typeof ours !== "object" ||
    typeof theirs !== "object" ||
    Array.isArray(ours) !== Array.isArray(theirs)
  ) {
    const start =
      typeof ours === "string" && typeof theirs === "string" ? Math.max(0, commonLength(ours, theirs) - 40) : 0;
    return `${pointer}: ${brief(ours, start)} instead of ${brief(theirs, start)}`;
  }
  const [keys, expectedKeys] = [Object.keys(ours), Object.keys(theirs)];
  if (keys.length !== expectedKeys.length || keys.some((key, index) => key !== expectedKeys[index])) {
    return `${pointer}: keys ${brief(keys)} instead of ${brief(expectedKeys)}`;
  }
  for (const key of keys) {
    const difference = firstDifference(ours[key], theirs[key], `${pointer}/${key}`, args);
    if (difference !== null) return difference;
  }
  return null;
}

/** @param {string} a @param {string} b */
function commonLength(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** @param {unknown} value @param {number} [start] where in a text the interest begins */
function brief(value, start = 0) {
  const text = JSON.stringify(typeof value === "string" ? value.slice(start, start + BRIEF) : value);
  return (start > 0 ? "…" : "") + (text.length > 2 * BRIEF ? `${text.slice(0, 2 * BRIEF)}…` : text);
}

/** The lines of a file of any size. @param {string} file @returns {Generator<string, void, void>} */
export function* readLines(file) {
  const descriptor = openSync(file, "r");
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    /** @type {Buffer[]} */
    let begun = [];
    for (let length; (length = readSync(descriptor, chunk, 0, CHUNK, null)) > 0;) {
      let start = 0;
      for (let end; (end = chunk.subarray(0, length).indexOf(10, start)) >= 0; start = end + 1) {
        yield Buffer.concat([...begun, chunk.subarray(start, end)]).toString("utf8");
        begun = [];
      }
      begun.push(Buffer.from(chunk.subarray(start, length)));
    }
    const rest = Buffer.concat(begun);
    if (rest.length > 0) yield rest.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}
