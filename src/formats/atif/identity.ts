/** Who a trajectory is: the columns trace_id, root_session_id and agent_id. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, isText, joinTexts, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { textAt } from "../fields.ts";
import type { ConvertContext } from "../handler.ts";

export interface Identity {
  readonly traceId: Text;
  readonly rootId: Text;
  readonly agentId: Text | null;
}

/** Where a trajectory stands: alone in its file, or embedded in another. */
export interface Lineage {
  readonly at: JsonPath;
  /** The trace_ids of the file's rows so far, each with the number tried last: each row has one of its own. */
  readonly takenIds: Map<string, number>;
  /** The trajectory that embeds this one, its place there, and the trajectory_ids of the siblings before it. */
  readonly parent: (Identity & { readonly index: number; readonly siblingIds: Set<string> }) | null;
}

/**
 * DataDesigner: trace_id and root_session_id are the session_id. Where there is none (RFC v1.7) the
 * trajectory_id takes its place, or else the relative path, which a rerun finds again. An embedded
 * subagent is `parent:agent` and belongs to its parent's session.
 */
export function identify(root: JsonObject, lineage: Lineage, context: ConvertContext, findings: Findings): Identity {
  const trajectoryId = textAt(root, "trajectory_id");
  const { at, parent } = lineage;
  const wanted =
    parent === null
      ? rootIdentity(root, trajectoryId, lineage, context, findings)
      : subagentIdentity(root, trajectoryId, parent, at, findings);
  const traceId = ownId(wanted.traceId, lineage.takenIds);
  if (traceId !== wanted.traceId) {
    findings.add({
      severity: "warning",
      code: "identity-inferred",
      at,
      expected: "an id that no other trajectory of the file has",
      found: describeValue(wanted.traceId),
      action: `the trace_id ${describeValue(traceId)} takes its place`,
    });
  }
  return { ...wanted, traceId };
}

function rootIdentity(
  root: JsonObject,
  trajectoryId: Text | null,
  { at }: Lineage,
  context: ConvertContext,
  findings: Findings,
): Identity {
  const session = textAt(root, "session_id");
  const id = session ?? trajectoryId ?? packagedPath(context.relativePath, at);
  if (session === null) {
    findings.add({
      severity: "warning",
      code: "identity-inferred",
      at,
      expected: "a session_id that is not empty",
      found: describeValue(valueAt(root, "session_id")),
      action: `${trajectoryId === null ? "the relative path" : "the trajectory_id"} ${describeValue(id)} takes its place`,
    });
  }
  return { traceId: id, rootId: id, agentId: null };
}

function subagentIdentity(
  root: JsonObject,
  id: Text | null,
  parent: NonNullable<Lineage["parent"]>,
  at: JsonPath,
  findings: Findings,
): Identity {
  const agentId = id ?? `subagent-${parent.index + 1}`;
  if (id === null) {
    // RFC v1.7: an embedded trajectory has a trajectory_id. It may be empty, but then it tells nothing apart.
    findings.add({
      severity: "warning",
      code: isText(valueAt(root, "trajectory_id")) ? "identity-inferred" : "not-in-spec",
      at,
      expected: "a trajectory_id",
      found: describeValue(valueAt(root, "trajectory_id")),
      action: `the id ${describeValue(agentId)} takes its place`,
    });
  } else if (parent.siblingIds.has(decodeText(id))) {
    const expected = "a trajectory_id that no other embedded trajectory has";
    findings.add({
      severity: "warning",
      code: "not-in-spec",
      at: [...at, "trajectory_id"],
      expected,
      found: describeValue(id),
    });
  }
  parent.siblingIds.add(decodeText(id ?? ""));
  return { traceId: joinTexts([parent.traceId, agentId], ":"), rootId: parent.rootId, agentId };
}

/** The id itself, or with a number behind it where another row of the file has it already. */
function ownId(id: Text, taken: Map<string, number>): Text {
  const text = decodeText(id);
  let own = text;
  let number = taken.get(text) ?? 1;
  while (taken.has(own)) own = `${text}-${++number}`;
  taken.set(text, number);
  taken.set(own, taken.get(own) ?? 1);
  return own === text ? id : own;
}

/** The relative path, and for one of several trajectories in a file its place there. */
function packagedPath(relativePath: string, at: JsonPath): string {
  return at.length === 0 ? relativePath : `${relativePath}#${at.join("/").toWellFormed()}`;
}
