/** What is known of the files of a run together. */
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

/** All threads of a run, and the files that they are in. */
export interface Threads {
  /** The place of a file, by its path. */
  placeOf(path: string): Place;
  /** The session that a subagent belongs to in the end. */
  rootOf(identity: Identity): string | null;
  /** Another file than `self` that holds a thread, by its id or that of the rollout. */
  find(threadId: string | null, rolloutId: string | null, self: string): Other | null;
}
