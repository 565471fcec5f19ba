/** Objects and lists that stand where text belongs, reported alike wherever they are met. */
import { describeValue } from "../diagnostics/describe.ts";
import type { Findings } from "../diagnostics/diagnostic.ts";
import type { JsonPath } from "../json/locate.ts";
import type { JsonValue } from "../json/value.ts";

/** Reports a value of which the row holds the JSON text. */
export function reportCoercedText(value: JsonValue | undefined, at: JsonPath, findings: Findings): void {
  findings.add({ severity: "warning", code: "text-from-json", at, expected: "text", found: describeValue(value) });
}

/**
 * The same for a message's content: takes the index of the list item, or null for the content
 * itself, as `contentBlocks` tells it.
 */
export function coercedBlockReporter(
  content: JsonValue,
  at: JsonPath,
  findings: Findings,
): (item: number | null) => void {
  return (item) => {
    if (item === null || !Array.isArray(content)) reportCoercedText(content, at, findings);
    else reportCoercedText(content[item], [...at, item], findings);
  };
}
