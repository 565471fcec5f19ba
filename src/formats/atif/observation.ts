/** A step's tool calls and its results: which result answers which call. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, type Text } from "../../json/text.ts";
import { buildMessage, contentBlocks } from "../../row/messages.ts";
import { pythonText } from "../../row/python-text.ts";
import type { ContentBlock, Message, ToolCall } from "../../row/row.ts";
import { coercedBlockReporter } from "../coerced-text.ts";
import type { ValidationLevel } from "../handler.ts";
import type { Result } from "./schema.ts";

/** What a step's results lead to, and the ids they were linked by (null: to no call). */
export interface Linked {
  readonly messages: Message[];
  readonly callIds: (Text | null)[];
}

export interface LinkContext {
  readonly level: ValidationLevel;
  readonly at: JsonPath;
  readonly findings: Findings;
  /** Ids declared by earlier steps: the lenient level lets a late result answer them. */
  readonly earlierIds: ReadonlySet<string>;
  /** A call of this step had no id of its own, so that "" may mean it. */
  readonly hasUnnamedCall: boolean;
}

/**
 * Turns results into messages: a tool message for a result that answers a call, in the order of the
 * results. Results without a source_call_id are linked by position when there are as many of them
 * as calls that no result names; otherwise they follow the turn as one user message, never as a
 * tool message without an id. In `strict` both are errors (DataDesigner
 * `normalize_atif_observation_messages`).
 */
export function linkResults(results: readonly Result[], calls: readonly ToolCall[], context: LinkContext): Linked {
  const declared = new Set(calls.map((call) => decodeText(call.id)));
  const links = results.map((result, index) => linkOf(result, index, declared, context));
  const byPosition = context.level === "strict" ? null : positions(links, calls);
  const messages: Message[] = [];
  const callIds: (Text | null)[] = [];
  const unlinked: ContentBlock[] = [];
  let next = 0;
  for (const [index, result] of results.entries()) {
    const link = links[index] ?? UNNAMED;
    const callId = link.kind === "unnamed" ? (byPosition?.[next++] ?? null) : link.id;
    callIds.push(callId);
    const value = result.content ?? null;
    if (value === null) continue;
    const at = [...context.at, index, "content"];
    const content = contentBlocks(value, coercedBlockReporter(value, at, context.findings));
    if (callId !== null) messages.push(buildMessage({ role: "tool", content, toolCallId: callId }));
    else for (const block of content) unlinked.push(block);
    if (link.kind === "unnamed") reportUnnamed(result, index, callId, context);
  }
  if (unlinked.length > 0) messages.push(buildMessage({ role: "user", content: unlinked }));
  return { messages, callIds };
}

/** What a result says of its call: it names one, names none, or names one that does not exist. */
type Link =
  | { readonly kind: "named"; readonly id: Text }
  | { readonly kind: "unnamed"; readonly id: null }
  | { readonly kind: "dangling"; readonly id: null };
const UNNAMED: Link = { kind: "unnamed", id: null };

function linkOf(result: Result, index: number, declared: ReadonlySet<string>, context: LinkContext): Link {
  const source = result.source_call_id ?? null;
  if (source === null) return UNNAMED;
  const id = pythonText(source);
  const key = decodeText(id);
  if (declared.has(key)) return { kind: "named", id };
  const { level, findings } = context;
  // RFC: "" is an id like any other. The calls that have it were given one, so position decides.
  if (level !== "strict" && key === "" && context.hasUnnamedCall) return UNNAMED;
  const finding = {
    code: "unknown-call-id",
    at: [...context.at, index, "source_call_id"],
    expected:
      declared.size === 0 ? "no source_call_id: the step makes no tool call" : "the id of a tool call of this step",
    found: describeValue(source),
  } as const;
  if (level !== "lenient") {
    findings.add({ severity: "error", ...finding });
    return { kind: "dangling", id: null };
  }
  const late = context.earlierIds.has(key);
  findings.add({
    severity: "warning",
    ...finding,
    action: late ? "linked to the call of an earlier step" : "kept as a user message",
  });
  return late ? { kind: "named", id } : { kind: "dangling", id: null };
}

/** The ids for the results that name no call, in order; null when the counts differ. */
function positions(links: readonly Link[], calls: readonly ToolCall[]): Text[] | null {
  const named = new Set(links.flatMap((link) => (link.kind === "named" ? [decodeText(link.id)] : [])));
  const open = calls.filter((call) => !named.has(decodeText(call.id)));
  const unnamed = links.filter((link) => link.kind === "unnamed").length;
  return unnamed === open.length ? open.map((call) => call.id) : null;
}

function reportUnnamed(result: Result, index: number, callId: Text | null, context: LinkContext): void {
  const strict = context.level === "strict";
  context.findings.add({
    severity: strict ? "error" : "warning",
    code: "result-without-call-id",
    at: [...context.at, index],
    expected: "source_call_id: the id of a tool call of this step",
    found: describeValue(result.source_call_id),
    ...(!strict && {
      action: callId === null ? "kept as a user message" : `linked by position to ${describeValue(callId)}`,
    }),
  });
}

/** An id for a call that has none, made from its place; unlike all others of the step. */
export function madeUpCallId(step: number, index: number, taken: ReadonlySet<string>): string {
  let id = `call_${step}_${index + 1}`;
  while (taken.has(id)) id += "_";
  return id;
}
