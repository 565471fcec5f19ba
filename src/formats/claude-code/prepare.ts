/** The look over all files of a run before the first is converted. */
import type { InputFile } from "../../discover/discover.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import type { Look, Preparation } from "../handler.ts";
import { readIndexes } from "../session-index.ts";
import { SESSIONS_INDEX } from "./companions.ts";
import { isPassedOver } from "./files.ts";
import type { Plan } from "./plan.ts";
import { findRepeats, rememberedIn, type History, type Remembered } from "./repeats.ts";
import { marksIn, relate, type Marks } from "./survey.ts";

const marks: Look<Marks> = {
  name: "marks",
  unseen: { uuids: new Float64Array(), summaries: [], context: null },
  see: marksIn,
};
const remembered: Look<readonly Remembered[] | null> = { name: "remembered", unseen: null, see: rememberedIn };

export const LOOKS: readonly Look[] = [marks, remembered];

/** Looks over all files, and more closely at those that may share records. */
export async function prepare(given: readonly InputFile[], { look, report }: Preparation): Promise<Plan> {
  const files = given
    .filter(({ named, relativePath }) => named || !isPassedOver(relativePath))
    // A record that several files have is the first one's: which that is must not depend on how they came.
    .toSorted((a, b) => compareCodePoints(a.relativePath, b.relativePath));
  const { related, summaries, inContext } = await relate(files, look(marks, files.length < 2 ? [] : files));
  const histories: History[] = [];
  let index = 0;
  for await (const records of look(remembered, related)) {
    const file = related[index++];
    if (file !== undefined && records !== null) histories.push({ file, records });
  }
  return { repeats: findRepeats(histories), summaries, inContext, indexes: readIndexes(files, SESSIONS_INDEX, report) };
}
