/** ATIF, the Agent Trajectory Interchange Format: one JSON document a trajectory. */
import { Findings } from "../../diagnostics/diagnostic.ts";
import { WHOLE, type Projection } from "../../json/decode.ts";
import type { JsonValue } from "../../json/value.ts";
import type { Conversion, ConvertContext, DocumentHandler } from "../handler.ts";
import { claimsTrajectory, packagedTrajectories } from "./claims.ts";
import { convertTrajectory } from "./convert.ts";
import { recognize } from "./recognize.ts";

/** Other JSON files of a Harbor job folder. */
const COMPANIONS: ReadonlySet<string> = new Set([
  "config.json",
  "result.json",
  "lock.json",
  "reward.json",
  "ctrf.json",
  "debug.json",
]);

/** What DataDesigner's rows do not hold. Token ids and log probabilities can be most of a file. */
const UNUSED_BY_STRICT: Projection = {
  agent: { tool_definitions: false },
  subagent_trajectories: { steps: false },
  steps: {
    model_name: false,
    reasoning_effort: false,
    metrics: false,
    llm_call_count: false,
    extra: false,
    tool_calls: { extra: false },
    observation: { results: { extra: false } },
  },
};

export const atif: DocumentHandler = {
  kind: "documents",
  name: "atif",
  defaultPlaces: () => null,
  filePattern: "*.json{,.gz,.zst}",
  recognize,
  isCompanion: (baseName) => COMPANIONS.has(baseName),
  unused: (level) => (level === "strict" ? UNUSED_BY_STRICT : WHOLE),
  convert,
};

function convert(document: JsonValue, context: ConvertContext): Conversion {
  const findings = new Findings();
  if (claimsTrajectory(document)) {
    const rows = convertTrajectory(document, { at: [], takenIds: new Map(), parent: null }, context, findings);
    return findings.errors > 0 ? { outcome: "rejected", findings } : { outcome: "rows", rows, findings };
  }
  const packaged = packagedTrajectories(document);
  if (packaged.length === 0) return { outcome: "skipped", reason: "not a rollout" };
  const lenient = context.level === "lenient";
  findings.add({
    severity: lenient ? "warning" : "error",
    code: "several-trajectories",
    at: [],
    expected: "one trajectory: an object with schema_version, agent and steps",
    found: packaged.length === 1 ? "1 trajectory inside another value" : `${packaged.length} trajectories`,
    ...(lenient && { action: "each read for itself" }),
  });
  if (!lenient) return { outcome: "rejected", findings };
  const takenIds = new Map<string, number>();
  const rows = packaged.flatMap(({ trajectory, key }) =>
    convertTrajectory(trajectory, { at: [key], takenIds, parent: null }, context, findings),
  );
  return findings.errors > 0 ? { outcome: "rejected", findings } : { outcome: "rows", rows, findings };
}
