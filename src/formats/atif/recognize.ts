/** What an ATIF trajectory begins with. */
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { listAt } from "../fields.ts";
import type { Claim, Sample } from "../sample.ts";
import { claimsTrajectory, hasAtifVersion, packagedTrajectories } from "./claims.ts";

/**
 * The first value decides: a trajectory is a document. One in each line of a file is claimed too, to be
 * rejected with the reason rather than passed over.
 */
export function recognize({ document }: Sample): Claim {
  if (document === undefined) return null;
  if (claimsTrajectory(document)) return claimOf(document);
  const packaged = packagedTrajectories(document).map(({ trajectory }) => claimOf(trajectory));
  return packaged.includes("certain") ? "certain" : (packaged[0] ?? null);
}

/** RFC 0001: `schema_version` is required, and so are `step_id` and `source` of each step. */
function claimOf(trajectory: JsonObject): "certain" | "likely" {
  if (hasAtifVersion(trajectory)) return "certain";
  return listAt(trajectory, "steps").some(isStep) ? "certain" : "likely";
}

function isStep(step: JsonValue): boolean {
  return isJsonObject(step) && valueAt(step, "step_id") !== undefined && valueAt(step, "source") !== undefined;
}
