/** The look over all files of a run before the first is read. */
import type { InputFile } from "../../discover/discover.ts";
import type { Preparation, SessionPlan } from "../handler.ts";
import { headOf, type Head } from "./heads.ts";
import { Lineage } from "./lineage.ts";
import { ALONE, type Place } from "./plan.ts";
import { PiReader } from "./reader.ts";
import { historyOf, placesOf, type History } from "./repeats.ts";

/** Reads the heads of all files, and those files as a whole that may repeat each other. */
export async function prepare(files: readonly InputFile[], preparation: Preparation): Promise<SessionPlan> {
  const heads: Head[] = [];
  for (const file of files) {
    const head = headOf(file, preparation);
    if (head !== null) heads.push(head);
    await preparation.turn();
  }
  const lineage = new Lineage(heads);
  const places = new Map<string, Place>();
  for (const family of lineage.families()) {
    const histories: History[] = [];
    for (const head of family) {
      const history = historyOf(head, preparation);
      if (history !== null) histories.push(history);
      await preparation.turn();
    }
    for (const [path, place] of placesOf(histories)) places.set(path, place);
  }
  const roots = lineage.roots();
  return {
    open(context) {
      const { path } = context.file;
      return new PiReader(context, places.get(path) ?? ALONE, roots.get(path) ?? null);
    },
  };
}
