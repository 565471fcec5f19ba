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
  return packaged.includes("certain") ? "certain" : packaged.includes("likely") ? "likely" : null;
}

/**
 * RFC 0001: `schema_version` is required, and so are `step_id`, `source` and `message` of each step.
 * Pipelines and results of benchmarks have an `agent` and `steps` too, but nothing of that.
 */
function claimOf(trajectory: JsonObject): Claim {
  if (hasAtifVersion(trajectory)) return "certain";
  const steps = listAt(trajectory, "steps").filter(isJsonObject);
  if (steps.some((step) => hasAll(step, ["step_id", "source"]))) return "certain";
  // Of no step at all the agent has to tell; one of the three may be lost from all steps.
  const isLikely =
    steps.length === 0
      ? isAgent(valueAt(trajectory, "agent"))
      : steps.some((step) => hasAll(step, ["source", "message"]) || hasAll(step, ["step_id", "message"]));
  return isLikely ? "likely" : null;
}

/** RFC 0001: an agent has a `name` and a `version`. */
function isAgent(agent: JsonValue | undefined): boolean {
  return isJsonObject(agent) && hasAll(agent, ["name", "version"]);
}

function hasAll(object: JsonObject, keys: readonly string[]): boolean {
  return keys.every((key) => valueAt(object, key) !== undefined);
}
