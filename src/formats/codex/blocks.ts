/** Content as Codex writes it, in the blocks of a row. */
import type { Findings } from "../../diagnostics/diagnostic.ts";
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonValue } from "../../json/value.ts";
import type { JsonPath } from "../../json/locate.ts";
import { contentBlocks, textBlock } from "../../row/messages.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";
import { coercedBlockReporter } from "../coerced-text.ts";

/** Blocks that are text, whoever it comes from: in a row all of them are `text`. */
const TEXT_TYPES: readonly unknown[] = ["input_text", "output_text", "text"];

/**
 * Content as blocks: text in one spelling (DataDesigner leaves `input_text` and `output_text`),
 * images and all else as they are. Where text belongs and something else stands, its JSON text.
 */
export function blocksOf(content: JsonValue | undefined, at: JsonPath, findings: Findings): ContentBlock[] {
  // One block without a list around it is content too.
  const value = isJsonObject(content) && Object.hasOwn(content, "type") ? [content] : (content ?? null);
  return contentBlocks(value, coercedBlockReporter(value, at, findings)).map(normalized);
}

function normalized(block: ContentBlock): ContentBlock {
  if (block instanceof TextBlock) return block;
  const text = valueAt(block, "text");
  return TEXT_TYPES.includes(valueAt(block, "type")) && isText(text) ? textBlock(text) : block;
}
