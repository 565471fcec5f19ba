/**
 * Whether two JSONL outputs hold the same sessions. Rows of session logs are put together in another
 * way by each contender (docs/differences.md), but what was called, what came back and what the
 * assistant said must be in all of them.
 */
import { readLines } from "./compare.mjs";

/** @typedef {import("./compare.mjs").Comparison} Comparison */
/** @typedef {Record<string, any>} Json */
/** @typedef {{ calls: string[], results: string[], said: string[] }} Substance */

const MOST_DIFFERENCES = 5;

/** @param {string} actual @param {string} expected files @returns {Comparison} */
export function compareSessions(actual, expected) {
  /** @type {Comparison} */
  const comparison = { rows: 0, differences: [] };
  const [left, right] = [readLines(actual), readLines(expected)];
  while (comparison.differences.length < MOST_DIFFERENCES) {
    const [ours, theirs] = [left.next(), right.next()];
    if (ours.done && theirs.done) break;
    if (ours.done || theirs.done) {
      comparison.differences.push(`${ours.done ? actual : expected} ends after ${comparison.rows} rows`);
      break;
    }
    comparison.rows++;
    const difference = firstDifference(JSON.parse(ours.value), JSON.parse(theirs.value));
    if (difference !== null) comparison.differences.push(`row ${comparison.rows}: ${difference}`);
  }
  left.return();
  right.return();
  return comparison;
}

/** @param {Json} ours @param {Json} theirs @returns {string | null} */
function firstDifference(ours, theirs) {
  if (ours["trace_id"] !== theirs["trace_id"]) return `trace_id ${ours["trace_id"]} instead of ${theirs["trace_id"]}`;
  const [left, right] = [substanceOf(ours), substanceOf(theirs)];
  for (const key of /** @type {const} */ (["calls", "results", "said"])) {
    const [one, other] = [left[key].toSorted(), right[key].toSorted()];
    if (one.length !== other.length) return `${key}: ${one.length} instead of ${other.length}`;
    const at = one.findIndex((text, index) => text !== other[index]);
    if (at >= 0) return `${key}: ${one[at]?.slice(0, 200)} instead of ${other[at]?.slice(0, 200)}`;
  }
  return null;
}

/** @param {Json} row of any contender @returns {Substance} */
function substanceOf({ messages }) {
  /** @type {Substance} */
  const found = { calls: [], results: [], said: [] };
  for (const message of messages) {
    const { role, content, type } = message;
    for (const { id, function: made } of message.tool_calls ?? []) found.calls.push(`${id} ${made.name}`);
    if (role === "tool") found.results.push(`${message.tool_call_id} ${textOf(content)}`);
    else if (type === "function_call" || type === "custom_tool_call") {
      found.calls.push(`${message.call_id} ${message.name}`);
    } else if (type === "function_call_output" || type === "custom_tool_call_output") {
      found.results.push(`${message.call_id} ${message.output}`);
    } else if (role === "toolResult") found.results.push(`${message.toolCallId} ${textOf(content)}`);
    if (role === "assistant" && typeof content === "string" && content !== "") found.said.push(content);
    for (const block of Array.isArray(content) ? content : []) {
      if (block.type === "tool_use" || block.type === "toolCall") found.calls.push(`${block.id} ${block.name}`);
      else if (block.type === "tool_result") found.results.push(`${block.tool_use_id} ${textOf(block.content)}`);
      else if (role === "assistant" && typeof block.text === "string" && block.text !== "") found.said.push(block.text);
    }
  }
  return found;
}

/** @param {any} content @returns {string} */
function textOf(content) {
  if (typeof content === "string") return content;
  return content.map((/** @type {Json} */ block) => block["text"] ?? JSON.stringify(block)).join("\n");
}
