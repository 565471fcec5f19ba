/** What a Codex rollout begins with. */
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { objectAt, textAt } from "../fields.ts";
import type { Claim, Sample } from "../sample.ts";
import { shapeOf, typeName } from "./shapes.ts";

/**
 * Wrapped records, or a header and bare items (`shapes.ts`). As for the reader, the first record must
 * be Codex's: items without a header are anybody's who uses the Responses API, unless the line where it
 * was is damaged. `codex exec --json` writes events of other types.
 */
export function recognize({ document, records }: Sample): Claim {
  if (records.length < 2 && isOldDocument(document)) return "certain";
  const shapes = records.map(({ record }) => shapeOf(record));
  const [first] = records;
  const [shape] = shapes;
  if (first === undefined || shape === "other" || (shape === "bare" && first.line === 1)) return null;
  if (records.some(({ record }, index) => shapes[index] === "wrapped" && isTelling(record))) return "certain";
  if (shape === "header") return shapes.includes("bare") || shapes.includes("state") ? "certain" : "likely";
  return shapes.includes("wrapped") || shapes.includes("bare") ? "likely" : null;
}

/** A session_meta or an item; events and turn contexts alone are no rollout. */
function isTelling(record: JsonObject): boolean {
  const type = typeName(record);
  return (type === "session_meta" || type === "response_item") && isJsonObject(valueAt(record, "payload"));
}

/** `{session: {id, timestamp, instructions}, items: [...]}`, as the client of early 2025 wrote it. */
function isOldDocument(document: JsonValue | undefined): boolean {
  if (!isJsonObject(document)) return false;
  const session = objectAt(document, "session");
  return session !== null && textAt(session, "id") !== null && Array.isArray(valueAt(document, "items"));
}
