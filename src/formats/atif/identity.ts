/** Who a trajectory is: the columns trace_id, root_session_id and agent_id. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, isNonEmptyText, isText, joinTexts, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import type { ConvertContext } from "../handler.ts";

export interface Identity {
  readonly traceId: Text;
  readonly rootId: Text;
  readonly agentId: Text | null;
}

/** Where a trajectory stands: alone in its file, or embedded in another. */
export interface Lineage {
  readonly at: JsonPath;
  /** The identity of the trajectory that embeds this one, and the ids that its siblings took. */
  readonly parent: (Identity & { readonly index: number; readonly takenIds: Set<string> }) | null;
}

/**
 * DataDesigner: trace_id and root_session_id are the session_id. Where there is none (RFC v1.7) the
 * trajectory_id takes its place, or else the relative path, which a rerun finds again. An embedded
 * subagent is `parent:agent` and belongs to its parent's session (design section 2).
 */
export function identify(root: JsonObject, lineage: Lineage, context: ConvertContext, findings: Findings): Identity {
  const trajectoryId = textOrNull(root, "trajectory_id");
  if (lineage.parent !== null) return identifySubagent(root, trajectoryId, lineage.parent, lineage.at, findings);
  const session = textOrNull(root, "session_id");
  const id = session ?? trajectoryId ?? packagedPath(context.relativePath, lineage.at);
  if (session === null) {
    findings.add({
      severity: "warning",
      code: "identity-inferred",
      at: lineage.at,
      expected: "a session_id that is not empty",
      found: describeValue(valueAt(root, "session_id")),
      action: `${trajectoryId === null ? "the relative path" : "the trajectory_id"} ${describeValue(id)} takes its place`,
    });
  }
  return { traceId: id, rootId: id, agentId: null };
}

function identifySubagent(
  root: JsonObject,
  id: Text | null,
  parent: NonNullable<Lineage["parent"]>,
  at: JsonPath,
  findings: Findings,
): Identity {
  const { index, takenIds } = parent;
  const isTaken = id !== null && takenIds.has(decodeText(id));
  let agentId = id ?? `subagent-${index + 1}`;
  // RFC v1.7: an embedded trajectory must have a trajectory_id, unlike its siblings'.
  if (id === null || isTaken) {
    if (isTaken) agentId = joinTexts([agentId, String(index + 1)], "-");
    const isEmpty = id === null && isText(valueAt(root, "trajectory_id"));
    findings.add({
      severity: "warning",
      code: isEmpty ? "identity-inferred" : "not-in-spec",
      at: id === null ? at : [...at, "trajectory_id"],
      expected: "a trajectory_id that no other embedded trajectory has",
      found: id === null ? "nothing" : describeValue(id),
      action: `the id ${describeValue(agentId)} takes its place`,
    });
  }
  takenIds.add(decodeText(agentId));
  return { traceId: joinTexts([parent.traceId, agentId], ":"), rootId: parent.rootId, agentId };
}

/** The relative path, and for one of several trajectories in a file its place there. */
function packagedPath(relativePath: string, at: JsonPath): string {
  return at.length === 0 ? relativePath : `${relativePath}#${at.join("/")}`;
}

function textOrNull(root: JsonObject, key: string): Text | null {
  const value = valueAt(root, key);
  return isNonEmptyText(value) ? value : null;
}
