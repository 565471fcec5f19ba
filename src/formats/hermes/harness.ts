/** Whose words a message holds: Hermes writes what its harness has to say into the roles of others. */
import { BACKSLASH } from "../../json/escapes.ts";
import { excerpt, isBlankText, isText, splitText, withoutLeadingNewlines, type Text } from "../../json/text.ts";
import { valueAt } from "../../json/value.ts";
import { textBlock } from "../../row/messages.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";
import type { Message } from "./message.ts";

/** How far the harness's text goes: all of it, up to the bracket that closes it, up to the end of the summary. */
type Extent = "whole" | "bracket" | "summary";

/** How the harness's texts begin, and what they are. The longer of two that begin alike comes first. */
const BEGINNINGS: readonly (readonly [string, string, Extent])[] = [
  ["[CONTEXT COMPACTION", "compaction-summary", "summary"],
  ["[CONTEXT SUMMARY]:", "compaction-summary", "summary"],
  ["[PRIOR CONTEXT", "compaction-summary", "whole"],
  ["Continue from the compressed conversation context above.", "compaction-summary", "whole"],
  ["[Your active task list was preserved across context compression]", "task-list", "whole"],
  ["Review the conversation above and update the skill library", "background-review", "whole"],
  ["Review the conversation above and consider saving to memory", "background-review", "whole"],
  ["You just executed tool calls but returned an empty response.", "empty-recovery", "whole"],
  ["You've reached the maximum number of tool-calling iterations allowed.", "iteration-limit", "whole"],
  ["[Continuing toward your standing goal]", "goal", "whole"],
  ["[ASYNC DELEGATION", "delegation", "whole"],
  ["[IMPORTANT: Background process", "background-process", "whole"],
  ["[SYSTEM: Background process", "background-process", "whole"],
  ["[IMPORTANT: The user has invoked the", "skill", "whole"],
  ["[SYSTEM: The user has invoked the", "skill", "whole"],
  ["[IMPORTANT: You are running as a scheduled cron job", "cron", "bracket"],
  ["[SYSTEM: You are running as a scheduled cron job", "cron", "bracket"],
  ["[System note:", "system-note", "bracket"],
  ["[SYSTEM:", "system-note", "bracket"],
];

const LONGEST_BEGINNING = Math.max(...BEGINNINGS.map(([beginning]) => beginning.length));

/** What ends a summary that was put before a message (`_SUMMARY_END_MARKER`). */
const SUMMARY_END = "not the summary above ---";

/** Blocks of one message that are somebody's: the harness's, of some kind, or the speaker's own (null). */
export interface Segment {
  readonly kind: string | null;
  readonly content: readonly ContentBlock[];
}

/** Parts a message of the person or of the assistant into what the harness says and what they say. */
export function segmentsOf({ role, mark, isMirror, content }: Message): Segment[] {
  if (isMirror) return [{ kind: "mirror", content }];
  if (mark !== null && mark !== "compaction-summary") return [{ kind: mark, content }];
  const segments: { kind: string | null; content: ContentBlock[] }[] = [];
  const add = (kind: string | null, block: ContentBlock): void => {
    const last = segments.at(-1);
    if (last !== undefined && last.kind === kind) last.content.push(block);
    else segments.push({ kind, content: [block] });
  };
  for (const block of content) {
    const text = textOf(block);
    const found = text === null ? null : split(text, role);
    if (found === null) add(segments.length === 0 ? mark : null, block);
    else {
      add(found.kind, found.behind === null ? block : textBlock(found.before));
      if (found.behind !== null) add(null, textBlock(found.behind));
    }
  }
  return segments;
}

function textOf(block: ContentBlock): Text | null {
  const text = block instanceof TextBlock ? block.text : valueAt(block, "text");
  return isText(text) ? text : null;
}

const FIRST_BYTES: ReadonlySet<number> = new Set(BEGINNINGS.map(([beginning]) => beginning.charCodeAt(0)));

/** False for a text that begins with a letter that no text of the harness does: so do most. */
function mayBegin(text: Text): boolean {
  const first = typeof text === "string" ? text.charCodeAt(0) : (text.source[text.start] ?? 0);
  // White space, or an escape of something, may come before it.
  return FIRST_BYTES.has(first) || first <= 0x20 || first >= 0x7f || first === BACKSLASH;
}

/** The harness's part of a text that begins with one; null for any other. */
function split(text: Text, role: Message["role"]): { kind: string; before: Text; behind: Text | null } | null {
  if (!mayBegin(text)) return null;
  const head = excerpt(text, LONGEST_BEGINNING + 16).trimStart();
  const known = BEGINNINGS.find(([beginning]) => head.startsWith(beginning));
  if (known === undefined) return null;
  const [, kind, extent] = known;
  // What else an assistant says is its own, however it begins.
  if (role === "assistant" && kind !== "compaction-summary") return null;
  const parts = extent === "whole" ? null : splitText(text, extent === "summary" ? SUMMARY_END : "]\n\n", "keep");
  if (parts === null || isBlankText(parts.behind)) return { kind, before: text, behind: null };
  return { kind, before: parts.before, behind: withoutLeadingNewlines(parts.behind) };
}

/** The summary of another session stands among so many of a session's first messages, those of the system aside. */
export const LEAD = 8;

/** True for a message that is the harness's and stands where a context was compacted. */
export function isOfCompaction(message: Message): boolean {
  if (message.role === "tool" || message.content.length === 0) return false;
  return segmentsOf(message).every(({ kind }) => kind === "compaction-summary" || kind === "task-list");
}
