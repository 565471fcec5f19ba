/** The columns that follow from the messages. */
import { isNonEmptyText, joinTexts, type Text } from "../json/text.ts";
import { valueAt } from "../json/value.ts";
import { TextBlock, type ContentBlock, type Message, type RowFacts, type SeedRow } from "./row.ts";

/** Completes a row; the keys come in the order of the columns. */
export function completeRow(facts: RowFacts): SeedRow {
  return {
    trace_id: facts.trace_id,
    source_kind: facts.source_kind,
    source_path: facts.source_path,
    root_session_id: facts.root_session_id,
    agent_id: facts.agent_id,
    is_sidechain: facts.is_sidechain,
    cwd: facts.cwd,
    project_path: facts.project_path,
    git_branch: facts.git_branch,
    started_at: facts.started_at,
    ended_at: facts.ended_at,
    messages: facts.messages,
    source_meta: facts.source_meta,
    message_count: facts.messages.length,
    tool_call_count: facts.messages.reduce((count, message) => count + (message.tool_calls?.length ?? 0), 0),
    final_assistant_message: finalAssistantMessage(facts.messages),
  };
}

/**
 * The text of the last assistant message that has text: its non-empty text blocks, joined by a
 * blank line (DataDesigner `_extract_final_assistant_text`).
 */
function finalAssistantMessage(messages: readonly Message[]): Text | null {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message?.role !== "assistant") continue;
    const texts = message.content.map(textOf).filter(isNonEmptyText);
    if (texts.length > 0) return joinTexts(texts, "\n\n");
  }
  return null;
}

function textOf(block: ContentBlock): unknown {
  return block instanceof TextBlock ? block.text : valueAt(block, "text");
}
