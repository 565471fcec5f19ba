/** The look over all files of a run before the first is converted. */
import { compareCodePoints } from "../../json/code-points.ts";
import type { InputFile } from "../../discover/discover.ts";
import type { Look, Preparation } from "../handler.ts";
import { lookUp, readIndexes } from "../session-index.ts";
import { idInName, isPassedOver } from "./files.ts";
import type { Comparison, History } from "./histories.ts";
import { sessionsIn, type Seen } from "./look.ts";
import type { Plan } from "./plan.ts";
import { placesOf } from "./places.ts";
import { SESSIONS_JSON } from "./session-index.ts";

const asWritten = lookFor("as written");
const respelled = lookFor("respelled");

function lookFor(comparison: Comparison): Look<Seen> {
  return {
    name: comparison,
    unseen: { isDatabase: false, histories: [] },
    see: (file, sight) => sessionsIn(file, sight, comparison),
  };
}

export const LOOKS: readonly Look[] = [asWritten, respelled];

/**
 * Looks at all files as a whole: one session may be in several stores, and what several sessions have
 * in common is in one row.
 */
export async function prepare(files: readonly InputFile[], { look, report }: Preparation): Promise<Plan> {
  const sources = files
    .filter(({ named, relativePath }) => named || !isPassedOver(relativePath))
    .toSorted((a, b) => compareCodePoints(a.relativePath, b.relativePath));
  let hasDatabase = false;
  const lookOver = async (comparison: Look<Seen>): Promise<History[]> => {
    const found: History[] = [];
    for await (const { isDatabase, histories } of look(comparison, sources)) {
      hasDatabase ||= isDatabase;
      for (const history of histories) found.push(history);
    }
    return found;
  };
  let histories = await lookOver(asWritten);
  if (histories.some(isTrajectory) && !histories.every(isTrajectory)) histories = await lookOver(respelled);
  // Of what two stores have the same, a trajectory is the poorer.
  const places = placesOf(histories.toSorted((a, b) => Number(isTrajectory(a)) - Number(isTrajectory(b))));
  const indexes = readIndexes(sources, SESSIONS_JSON, report);
  const indexed = new Map<string, string>();
  for (const file of sources) {
    const entry = lookUp(indexes, file, idInName(file.relativePath));
    if (entry !== null) indexed.set(file.path, entry);
  }
  return { places, indexed, hasDatabase };
}

function isTrajectory({ format }: History): boolean {
  return format === "trajectory";
}
