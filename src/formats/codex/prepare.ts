/** The look over all files of a run before the first is read. */
import type { InputFile } from "../../discover/discover.ts";
import type { Look, Preparation } from "../handler.ts";
import { isCompressed, isPassedOver, originsAmong } from "./files.ts";
import { historyOf, type History } from "./fingerprints.ts";
import { headOf, type Head } from "./heads.ts";
import type { Plan } from "./plan.ts";
import { Threads } from "./threads.ts";
import { plainName } from "../../read/compression.ts";

const heads: Look<Head | null> = { name: "heads", unseen: null, see: headOf };
const histories: Look<History> = {
  name: "histories",
  unseen: [],
  see: historyOf,
};

export const LOOKS: readonly Look[] = [heads, histories];

/**
 * Looks at the heads of all files, and at those files as a whole that share a thread or name one
 * another. A compressed file beside the one that it was made of is passed over: Codex unpacks it
 * before it writes on, and then the plain one is right.
 */
export async function prepare(files: readonly InputFile[], { look }: Preparation): Promise<Plan> {
  const compressed = new Set(supersededBy(files).map(({ path }) => path));
  // A document of 2025 is no fork of anything, and has no other file.
  const logs = files.filter(
    ({ path, relativePath }) =>
      !compressed.has(path) && !isPassedOver(relativePath) && !plainName(path).endsWith(".json"),
  );
  const found: Head[] = [];
  for await (const head of look(heads, logs)) if (head !== null) found.push(head);
  const threads = new Threads(found);
  const related = threads.related();
  const known = new Map<string, History>();
  let index = 0;
  for await (const history of look(histories, related)) {
    const file = related[index++];
    if (file !== undefined) known.set(file.path, history);
  }
  threads.place(known);
  return { compressed, ...threads.plan() };
}

function supersededBy(files: readonly InputFile[]): InputFile[] {
  const plain = files.map(({ relativePath }) => relativePath).filter((path) => !isCompressed(path));
  const hasOrigin = originsAmong(plain);
  return files.filter(({ relativePath }) => isCompressed(relativePath) && hasOrigin(relativePath));
}
