/**
 * Which text in the role of the user is a person's, and which the harness's. What Codex puts into
 * the conversation in that role is known by its beginning (codex-rs `contextual_user_message.rs`),
 * and in newer logs by the kind that is noted for each block.
 */
import { decodeText, excerpt, isNonEmptyText, splitText, type Text } from "../../json/text.ts";
import type { JsonArray } from "../../json/value.ts";
import { textBlock } from "../../row/messages.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";

/** Beginnings, in lower case, and what they are the beginnings of. Codex does not mind the case either. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ["# agents.md instructions", "agents-md"],
  ["<user_instructions>", "user-instructions"],
  ["<environment_context", "environment-context"],
  ["<recommended_plugins>", "recommended-plugins"],
  ["here is a list of plugins that are available but not installed.", "recommended-plugins"],
  ["<turn_aborted>", "turn-aborted"],
  ["<skill>", "skill"],
  ["<subagent_notification>", "subagent-notification"],
  ["<user_action>", "user-action"],
  ["<user_shell_command>", "user-shell-command"],
  ["<codex_internal_context", "internal-context"],
  ["<goal_context>", "goal-context"],
  ["<hook_prompt", "hook-prompt"],
  ["the following is the codex agent history", "guardian-transcript"],
  ["another language model started to solve this problem", "compaction-summary"],
  ["warning: the maximum number of unified exec processes you can keep open is", "warning"],
  ["warning: apply_patch was requested via ", "warning"],
  ["warning: your account was flagged for potentially high-risk cyber activity", "warning"],
];
const LONGEST = Math.max(...BEGINNINGS.map(([beginning]) => beginning.length));
/** White space that may stand before a beginning. */
const MARGIN = 16;

/** Kinds of blocks as `content_item_kinds` names them, where our name is another one. */
const NOTED: Readonly<Record<string, string>> = {
  "agents_md.instructions": "agents-md",
  "user.heartbeat": "heartbeat",
};

/** An IDE or the desktop app puts what it knows before what a person wrote, under headings. */
const REQUEST = "## My request for Codex:";

/** A part of a user's message: a person's words, or the harness's with their kinds. */
export interface Segment {
  readonly injected: readonly string[];
  readonly content: readonly ContentBlock[];
}

/**
 * Takes a message in the role of the user apart.
 *
 * @param kinds what the log says of each block, as far as it does
 */
export function segmentsOf(blocks: readonly ContentBlock[], kinds: JsonArray): Segment[] {
  const segments: { injected: string[]; content: ContentBlock[] }[] = [];
  const add = (kind: string | null, block: ContentBlock): void => {
    const last = segments.at(-1);
    if (last !== undefined && last.injected.length > 0 === (kind !== null)) {
      last.content.push(block);
      if (kind !== null) last.injected.push(kind);
    } else segments.push({ injected: kind === null ? [] : [kind], content: [block] });
  };
  for (const [index, block] of blocks.entries()) {
    const kind = kindOf(block, notedKind(kinds[index]));
    const parts = kind === null && block instanceof TextBlock ? requestIn(block.text) : null;
    if (parts === null) add(kind, block);
    else {
      add("ide-context", textBlock(parts.before));
      if (parts.behind.trim() !== "") add(null, textBlock(parts.behind));
    }
  }
  return segments;
}

/** The harness's kind of a block; null for a person's. */
function kindOf(block: ContentBlock, noted: string | null): string | null {
  if (noted !== null && noted.startsWith("user.") && !Object.hasOwn(NOTED, noted)) return null;
  const begun = block instanceof TextBlock ? kindByBeginning(block.text) : null;
  if (noted === null || noted === "unknown") return begun;
  return NOTED[noted] ?? begun ?? noted.slice(noted.lastIndexOf(".") + 1).replaceAll("_", "-");
}

function notedKind(value: JsonArray[number] | undefined): string | null {
  return isNonEmptyText(value) ? decodeText(value) : null;
}

/** The kind of text that begins as this one does; null for what a person may have written. */
export function kindByBeginning(text: Text): string | null {
  const start = excerpt(text, LONGEST + MARGIN)
    .trimStart()
    .toLowerCase();
  return BEGINNINGS.find(([beginning]) => start.startsWith(beginning))?.[1] ?? null;
}

/** What an IDE put before a person's request, and the request; null for a text that is none. */
function requestIn(text: Text): { before: Text; behind: string } | null {
  if (!excerpt(text, MARGIN).trimStart().startsWith("# ")) return null;
  const parts = splitText(text, `\n${REQUEST}`);
  return parts === null ? null : { before: parts.before, behind: decodeText(parts.behind).replace(/^\s*\n/u, "") };
}
