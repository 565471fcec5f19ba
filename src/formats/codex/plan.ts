/** What is known of the files of a run together, and how it is asked for. */
import type { Identity } from "./identity.ts";

/** What a file repeats of another one of the run: it is left out of the file's own row. */
export interface Repeats {
  /** The first and the last line that are repeated. */
  readonly from: number;
  readonly to: number;
  /** Response items on those lines. */
  readonly items: number;
  readonly of: Other;
}

/** Another file of the run. */
export interface Other {
  readonly traceId: string;
  readonly displayPath: string;
}

/** What one file has to know of the others. */
export interface Place {
  /** The row's id, where it is not the thread's: another file has the row of the thread itself. */
  readonly traceId: string | null;
  /** Nothing in the file is new. */
  readonly supersededBy: Other | null;
  readonly repeats: Repeats | null;
}

export const ALONE: Place = { traceId: null, supersededBy: null, repeats: null };

/** What a thread says of those above it. */
export type Kin = Pick<Identity, "id" | "sessionId" | "parentId">;

/** A file that has a row. */
export interface Known extends Other {
  readonly path: string;
  /** Its number by relative path, so that the order in which the files were found decides nothing. */
  readonly number: number;
}

/** All threads of a run, and the files that they are in. */
export interface Plan {
  /** Paths of compressed files beside what they were made of: Codex unpacks one before it writes on. */
  readonly compressed: ReadonlySet<string>;
  /** By path: the places of files that are not alone. */
  readonly places: ReadonlyMap<string, Place>;
  readonly kin: ReadonlyMap<string, Kin>;
  /** The files by the ids of their threads, and by those of their rollouts, in the order of their numbers. */
  readonly byThread: ReadonlyMap<string, readonly Known[]>;
  readonly byRollout: ReadonlyMap<string, readonly Known[]>;
}

/** The place of a file, by its path. */
export function placeOf({ places }: Pick<Plan, "places">, path: string): Place {
  return places.get(path) ?? ALONE;
}

/** The session that a subagent belongs to in the end. */
export function rootOf({ kin }: Plan, identity: Kin): string | null {
  let thread = identity;
  const seen = new Set<string>();
  for (;;) {
    if (thread.sessionId !== null && thread.sessionId !== thread.id) return thread.sessionId;
    const { parentId } = thread;
    if (parentId === null || seen.has(parentId)) return thread.id;
    seen.add(parentId);
    const parent = kin.get(parentId);
    if (parent === undefined) return parentId;
    thread = parent;
  }
}

/** Another file than `self` that holds a thread, by its id or that of the rollout. */
export function findThread(
  { byThread, byRollout }: Plan,
  threadId: string | null,
  rolloutId: string | null,
  self: string,
): Other | null {
  const firstIn = (files: ReadonlyMap<string, readonly Known[]>, id: string | null): Known[] => {
    const first = id === null ? undefined : files.get(id)?.find(({ path }) => path !== self);
    return first === undefined ? [] : [first];
  };
  const [rollout] = firstIn(byRollout, rolloutId);
  if (rollout !== undefined) return rollout;
  // A rollout that no revert made has its thread's id.
  const [thread] = [...firstIn(byThread, threadId), ...firstIn(byThread, rolloutId)].toSorted(
    (a, b) => a.number - b.number,
  );
  return thread ?? null;
}
