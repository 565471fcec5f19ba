/** The content of messages that are not the assistant's. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import { isJsonNumber } from "../../json/number.ts";
import { valueAt, type JsonValue } from "../../json/value.ts";
import { contentBlocks } from "../../row/messages.ts";
import { pythonJson } from "../../row/python-text.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";

/** What is neither text nor blocks becomes JSON (DataDesigner `normalize_message_content`), and is reported. */
export function blocksOf(content: JsonValue, line: number, findings: Findings): ContentBlock[] {
  const isPlain = typeof content === "boolean" || isJsonNumber(content);
  return contentBlocks(isPlain ? pythonJson(content) : content, (item) => {
    const found = item !== null && Array.isArray(content) ? content[item] : content;
    findings.add({
      severity: "warning",
      code: "text-from-json",
      at: [],
      line,
      expected: "text",
      found: describeValue(found),
    });
  });
}

export function isEmpty(block: ContentBlock): boolean {
  if (block instanceof TextBlock) return block.text === "";
  return valueAt(block, "type") === "text" && valueAt(block, "text") === "";
}
