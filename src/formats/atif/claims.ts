/**
 * Which documents are meant to be trajectories. A Harbor job folder is full of other JSON
 * (result.json, config.json, lock.json, verifier reports); those are skipped, not rejected.
 */
import { isText, startsWith } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";

/**
 * True when a document says that it is a trajectory: by its schema_version, or by steps beside
 * something else that only a trajectory has. All that DataDesigner accepts is among them.
 */
export function claimsTrajectory(document: JsonValue): document is JsonObject {
  if (!isJsonObject(document)) return false;
  if (hasAtifVersion(document)) return true;
  if (valueAt(document, "steps") === undefined) return false;
  return ["agent", "session_id", "trajectory_id"].some((key) => valueAt(document, key) !== undefined);
}

/** True where the schema_version is one of ATIF's, in lower case too. */
export function hasAtifVersion(document: JsonObject): boolean {
  const version = valueAt(document, "schema_version");
  return isText(version) && (startsWith(version, "ATIF") || startsWith(version, "atif"));
}

/** A trajectory inside a packaging, and where it stands. */
export interface Packaged {
  readonly trajectory: JsonObject;
  readonly key: string | number;
}

/**
 * The trajectories of a list (VibeLens: a parent and its subagents) or of an object that holds them
 * by name (Phoenix: `{"parent": ..., "child": ...}`); empty when there are none.
 */
export function packagedTrajectories(document: JsonValue): Packaged[] {
  const entries: [string | number, JsonValue][] = Array.isArray(document)
    ? [...document.entries()]
    : isJsonObject(document)
      ? Object.entries(document)
      : [];
  return entries.flatMap(([key, value]) => (claimsTrajectory(value) ? [{ trajectory: value, key }] : []));
}
