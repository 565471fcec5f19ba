/** The look over all files of a run before the first is converted. */
import type { InputFile } from "../../discover/discover.ts";
import type { Look, Preparation } from "../handler.ts";
import { headOf, type Head } from "./heads.ts";
import { Lineage } from "./lineage.ts";
import type { Place, Plan } from "./plan.ts";
import { placesOf, toldIn, type History, type Told } from "./repeats.ts";

const heads: Look<Head | null> = { name: "heads", unseen: null, see: headOf };
const told: Look<readonly Told[] | null> = { name: "told", unseen: null, see: toldIn };

export const LOOKS: readonly Look[] = [heads, told];

/** Looks at the heads of all files, and at those files as a whole that may repeat each other. */
export async function prepare(files: readonly InputFile[], { look }: Preparation): Promise<Plan> {
  const found: Head[] = [];
  for await (const head of look(heads, files)) if (head !== null) found.push(head);
  const lineage = new Lineage(found);
  const families = lineage.families();
  const seen = look(
    told,
    families.flat().map(({ file }) => file),
  )[Symbol.asyncIterator]();
  const places = new Map<string, Place>();
  for (const family of families) {
    const histories: History[] = [];
    for (const head of family) {
      const { value } = await seen.next();
      if (value) histories.push({ head, told: value });
    }
    for (const [path, place] of placesOf(histories)) places.set(path, place);
  }
  return { places, roots: lineage.roots() };
}
