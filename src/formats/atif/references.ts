/** References from a result to the trajectories of the subagents that worked for it. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { isNonEmptyText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import type { MetaValue } from "../../row/row.ts";
import type { ValidationLevel } from "../handler.ts";
import { optionalText } from "./source-meta.ts";

/**
 * The references as `source_meta` holds them: session_id, trajectory_path and extra at the strict
 * level (DataDesigner), all that is not null at the others.
 *
 * DD asks for a session_id; RFC v1.7 for a trajectory_id or a trajectory_path, a session_id alone
 * leading nowhere. One of the three must be there.
 */
export function readReferences(
  references: readonly JsonObject[],
  level: ValidationLevel,
  at: JsonPath,
  findings: Findings,
): MetaValue[] {
  return references.map((reference, index) => {
    if (level === "strict") return strictReference(reference);
    checkReference(reference, level, [...at, index], findings);
    return Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== null));
  });
}

function strictReference(reference: JsonObject): MetaValue {
  const path = optionalText(valueAt(reference, "trajectory_path"));
  const extra = valueAt(reference, "extra");
  return {
    session_id: valueAt(reference, "session_id"),
    ...(isNonEmptyText(path) && { trajectory_path: path }),
    ...(isJsonObject(extra) && Object.keys(extra).length > 0 && { extra }),
  };
}

function checkReference(reference: JsonObject, level: ValidationLevel, at: JsonPath, findings: Findings): void {
  const leads = ["trajectory_id", "trajectory_path"].some((key) => (valueAt(reference, key) ?? null) !== null);
  if (leads) return;
  const session = valueAt(reference, "session_id");
  const expected = "trajectory_id or trajectory_path";
  const found = describeValue(reference);
  if (isNonEmptyText(session)) {
    findings.add({
      severity: "warning",
      code: "not-in-spec",
      at,
      expected,
      found: `session_id ${describeValue(session)} alone`,
    });
  } else if (level === "lenient") {
    findings.add({ severity: "warning", code: "unresolvable-ref", at, expected, found, action: "kept as it is" });
  } else {
    findings.add({ severity: "error", code: "unresolvable-ref", at, expected, found });
  }
}
