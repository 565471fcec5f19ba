/** The look over all files of a run before the first is converted. */
import { compareCodePoints } from "../../json/code-points.ts";
import type { InputFile } from "../../discover/discover.ts";
import type { Look, Preparation } from "../handler.ts";
import { lookUp, readIndexes } from "../session-index.ts";
import { idInName, isPassedOver } from "./files.ts";
import type { Head } from "./heads.ts";
import type { Comparison, History } from "./histories.ts";
import { glance, study, type Seen } from "./look.ts";
import type { Plan } from "./plan.ts";
import { placesOf } from "./places.ts";
import { relatedTo } from "./related.ts";
import { SESSIONS_JSON } from "./session-index.ts";

const UNSEEN: Seen = { isDatabase: false, head: null, histories: [] };
const heads: Look<Seen> = { name: "heads", unseen: UNSEEN, see: glance };
const asWritten = studyFor("as written");
const respelled = studyFor("respelled");

function studyFor(comparison: Comparison): Look<Seen> {
  return { name: comparison, unseen: UNSEEN, see: (file, sight) => study(file, sight, comparison) };
}

export const LOOKS: readonly Look[] = [heads, asWritten, respelled];

/**
 * Looks at how all files begin, and at those as a whole that may have something in common: one session
 * may be in several stores, and what several sessions have in common is in one row.
 */
export async function prepare(files: readonly InputFile[], { look, report }: Preparation): Promise<Plan> {
  const sources = files
    .filter(({ named, relativePath }) => named || !isPassedOver(relativePath))
    .toSorted((a, b) => compareCodePoints(a.relativePath, b.relativePath));
  const seen: Seen[] = [];
  for await (const one of look(heads, sources)) seen.push(one);
  const histories = await compared(sources, seen, look);
  // Of what two stores have the same, a trajectory is the poorer.
  const places = placesOf(histories.toSorted((a, b) => Number(isTrajectory(a)) - Number(isTrajectory(b))));
  const indexes = readIndexes(sources, SESSIONS_JSON, report);
  const indexed = new Map<string, string>();
  for (const file of sources) {
    const entry = lookUp(indexes, file, idInName(file.relativePath));
    if (entry !== null) indexed.set(file.path, entry);
  }
  return { places, indexed, hasDatabase: seen.some(({ isDatabase }) => isDatabase) };
}

/** What is known as a whole of all sessions that may have something in common, in the order of the files. */
async function compared(
  sources: readonly InputFile[],
  seen: readonly Seen[],
  look: Preparation["look"],
): Promise<readonly History[]> {
  const whole = seen.flatMap(({ histories }) => histories);
  const begun = seen.flatMap(({ head }) => head ?? []);
  if (whole.some(isTrajectory) && (begun.length > 0 || !whole.every(isTrajectory))) {
    const anew: History[] = [];
    for await (const { histories } of look(respelled, sources)) for (const history of histories) anew.push(history);
    return anew.every(isTrajectory) ? whole : anew;
  }
  const related = new Set<Head | null>(relatedTo(whole, begun));
  const isRelated = seen.map(({ head }) => related.has(head));
  const found = look(
    asWritten,
    sources.filter((_, index) => isRelated[index]),
  )[Symbol.asyncIterator]();
  const known: History[] = [];
  for (const [index, one] of seen.entries()) {
    const { value = one } = isRelated[index] === true ? await found.next() : {};
    for (const history of value?.histories ?? []) known.push(history);
  }
  return known;
}

function isTrajectory({ format }: History): boolean {
  return format === "trajectory";
}
