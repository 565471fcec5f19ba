/** One trajectory to its row, and to the rows of the subagents embedded in it. */
import { describeValue } from "../../diagnostics/describe.ts";
import { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { isNonEmptyText, isText, textLength, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { completeRow } from "../../row/derive.ts";
import type { SeedRow, SourceMeta } from "../../row/row.ts";
import { timeSpan } from "../../row/time-span.ts";
import type { ConvertContext } from "../handler.ts";
import { reportCoercedText } from "../coerced-text.ts";
import { checkShape, lookUp } from "../schema-findings.ts";
import { checkRoot } from "./conformance.ts";
import { identify, type Identity, type Lineage } from "./identity.ts";
import { recoverRoot } from "./recover.ts";
import { OPEN, STRICT, type Root } from "./schema.ts";
import { furtherMeta, optionalText, sharedMeta } from "./source-meta.ts";
import { StepReader } from "./steps.ts";

type Trajectory = Root & JsonObject;

/** Fields that DataDesigner reads as text whatever they are; an object or a list is worth a warning. */
const TEXT_FIELDS: readonly JsonPath[] = [
  ["agent", "version"],
  ["agent", "model_name"],
  ["agent", "extra", "cwd"],
  ["agent", "extra", "project_path"],
  ["agent", "extra", "git_branch"],
  ["notes"],
  ["continued_trajectory_ref"],
];

/**
 * Converts a trajectory. Every problem goes to `findings`; the rows are void when one of them is an
 * error. Rules: DataDesigner 0.9.6 `AtifAgentRolloutFormatHandler.parse_file` at the strict level;
 * RFC 0001 as well at the spec level; what `recover.ts` repairs as well at the lenient level.
 */
export function convertTrajectory(
  root: JsonObject,
  lineage: Lineage,
  context: ConvertContext,
  findings: Findings,
): SeedRow[] {
  const { level } = context;
  const before = new Map(findings.counts);
  if (level === "lenient") recoverRoot(root, lineage.at, findings);
  const isTrajectory = hasShape(root, context, lineage.at, findings);
  const steps = valueAt(root, "steps");
  const reader = new StepReader(level, [...lineage.at, "steps"], findings);
  if (Array.isArray(steps)) for (const [index, step] of steps.entries()) reader.read(step, index);
  if (!isTrajectory) return [];

  if (level !== "strict") checkRoot(root, lineage.at, findings);
  for (const path of TEXT_FIELDS) {
    const value = lookUp(root, path);
    if (isJsonObject(value) || Array.isArray(value)) reportCoercedText(value, [...lineage.at, ...path], findings);
  }
  const identity = identify(root, lineage, context, findings);
  const agent: JsonObject = isJsonObject(root["agent"]) ? root["agent"] : {};
  const embedded = valueAt(root, "subagent_trajectories");
  const warnings = newWarnings(before, findings);
  const children = convertEmbedded(Array.isArray(embedded) ? embedded : [], identity, lineage, context, findings);
  const meta = sharedMeta(root, agent, {
    stepCount: root.steps.length,
    copiedContext: reader.copiedContext,
    subagentRefs: reader.subagentRefs,
  });
  if (level !== "strict") {
    Object.assign(meta, furtherMeta(root, agent));
    if (reader.further.length > 0) meta["steps"] = reader.further;
    if (reader.failed.length > 0) meta["failed_results"] = reader.failed;
    if (children.rows.length > 0) meta["subagent_trace_ids"] = children.rows.map((row) => row.trace_id);
    if (children.leftOut > 0) meta["subagents_left_out"] = children.leftOut;
    if (warnings !== null) meta["warnings"] = warnings;
  }
  const { startedAt, endedAt } = timeSpan(reader.timestamps);
  const row = completeRow({
    trace_id: identity.traceId,
    source_kind: "atif",
    source_path: context.sourcePath,
    root_session_id: identity.rootId,
    agent_id: identity.agentId,
    is_sidechain: lineage.parent !== null,
    ...workplace(agent, level !== "strict"),
    started_at: startedAt,
    ended_at: endedAt,
    messages: reader.messages,
    source_meta: meta,
  });
  return [row, ...children.rows];
}

function hasShape(root: JsonObject, { level }: ConvertContext, at: JsonPath, findings: Findings): root is Trajectory {
  return checkShape((level === "strict" ? STRICT : OPEN).root, root, at, findings);
}

/** How often each warning was raised since; null for none. The row says what was inferred for it, and for it alone. */
function newWarnings(before: ReadonlyMap<string, number>, findings: Findings): SourceMeta | null {
  const counts = [...findings.counts].map(([code, count]) => [code, count - (before.get(code) ?? 0)] as const);
  const raised = counts.filter(([, count]) => count > 0);
  return raised.length === 0 ? null : Object.fromEntries(raised);
}

/** Subagents of subagents have rows so far down. Each row names all that are below it. */
const MAX_LEVELS = 16;
/** Rows of subagents begin with the id of their parent: one of a megabyte would be in each of them. */
const MAX_ID_LENGTH = 1024;

/** The rows of the embedded trajectories, and how many of these have none. */
interface Embedded {
  readonly rows: readonly SeedRow[];
  readonly leftOut: number;
}

/** Converts the embedded trajectories; at the strict level, as DataDesigner has it, none. */
function convertEmbedded(
  embedded: readonly JsonValue[],
  identity: Identity,
  lineage: Lineage,
  context: ConvertContext,
  findings: Findings,
): Embedded {
  const at = [...lineage.at, "subagent_trajectories"];
  const found = embedded.length === 1 ? "1 trajectory" : `${embedded.length} trajectories`;
  if (context.level === "strict") {
    if (embedded.length > 0) {
      findings.add({ severity: "warning", code: "subagents-left-out", at, found });
    }
    return { rows: [], leftOut: embedded.length };
  }
  const siblingIds = new Set<string>();
  const rows: SeedRow[] = [];
  let leftOut = 0;
  const limit = limitReached(identity, lineage);
  if (limit !== null && embedded.length > 0) {
    findings.add({ severity: "warning", code: "subagents-left-out", at, expected: limit, found, action: "left out" });
    return { rows, leftOut: embedded.length };
  }
  for (const [index, trajectory] of embedded.entries()) {
    const where = [...at, index];
    const child: Lineage = { at: where, takenIds: lineage.takenIds, parent: { ...identity, index, siblingIds } };
    const own = new Findings();
    const converted = isJsonObject(trajectory) ? convertTrajectory(trajectory, child, context, own) : [];
    // A broken subagent does not take its parent with it: at the strict level it would not either.
    findings.addAll(own, "warning");
    if (own.errors === 0 && converted.length > 0) {
      for (const row of converted) rows.push(row);
      continue;
    }
    leftOut++;
    findings.add({
      severity: "warning",
      code: "subagents-left-out",
      at: where,
      expected: "a valid trajectory",
      found: describeValue(trajectory),
      action: "left out",
    });
  }
  return { rows, leftOut };
}

/** Why nothing below a trajectory has rows; null when it may. */
function limitReached({ traceId }: Identity, { at }: Lineage): string | null {
  // Two steps of the path a level: the key, and the place in its list.
  if (Math.floor(at.length / 2) >= MAX_LEVELS) return `subagents at most ${MAX_LEVELS} levels deep`;
  return textLength(traceId) > MAX_ID_LENGTH ? `an id of at most ${MAX_ID_LENGTH} bytes above subagents` : null;
}

/**
 * Where the agent worked. DataDesigner reads cwd, project_path and git_branch of `agent.extra`;
 * beyond the strict level also what Harbor's converters write: `git.branch` (codex), and `cwds` and
 * `git_branches` (claude-code) where they hold one value.
 */
function workplace(
  agent: JsonObject,
  further: boolean,
): { cwd: Text | null; project_path: Text | null; git_branch: Text | null } {
  const extra = valueAt(agent, "extra");
  if (!isJsonObject(extra)) return { cwd: null, project_path: null, git_branch: null };
  const cwd = optionalText(valueAt(extra, "cwd")) ?? (further ? onlyText(valueAt(extra, "cwds")) : null);
  const projectPath = optionalText(valueAt(extra, "project_path"));
  const branch = optionalText(valueAt(extra, "git_branch"));
  return {
    cwd,
    project_path: isNonEmptyText(projectPath) ? projectPath : cwd,
    git_branch:
      branch ??
      (further ? (onlyText(lookUp(extra, ["git", "branch"])) ?? onlyText(valueAt(extra, "git_branches"))) : null),
  };
}

/** A text, or the text of a list that holds nothing else. */
function onlyText(value: JsonValue | undefined): Text | null {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isText(single) ? single : null;
}
