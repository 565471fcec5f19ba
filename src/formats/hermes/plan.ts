/** What one session has to know of the others of a run. */

/** Another session of the run, and where it is read. */
export interface Holder {
  readonly traceId: string;
  readonly displayPath: string;
}

/** How a session came to be of another one. */
export type Relation = "compression" | "branch" | "reset" | "subagent";

export interface Lineage {
  readonly parentId: string;
  /** Null where that cannot be told: the parent is not in the run. */
  readonly relation: Relation | null;
  /** The session at the top. A reset begins a conversation of its own. */
  readonly rootId: string;
  /** It is a subagent's, or goes on from one. */
  readonly isSidechain: boolean;
  /** The parent is a session of this run. */
  readonly isParentKnown: boolean;
}

/** Messages that another session's row has. */
export interface Copies {
  /** Where they stand among the messages of the session. */
  readonly positions: ReadonlySet<number>;
  readonly of: Holder;
}

export interface Place {
  /** Another one has all that this one says. */
  readonly supersededBy: Holder | null;
  readonly copies: Copies | null;
  readonly lineage: Lineage | null;
  /** A snapshot of the same session, for what this store does not have: prompt and tools. */
  readonly snapshot: string | null;
}

const ALONE: Place = { supersededBy: null, copies: null, lineage: null, snapshot: null };

/** By file, and by session in it. */
export type Places = ReadonlyMap<string, ReadonlyMap<string, Place>>;

/** What is known of the sessions of a run together. */
export interface Plan {
  readonly places: Places;
  /** By file: what `sessions.json` says of the session that the file is named after, as JSON. */
  readonly indexed: ReadonlyMap<string, string>;
  /** The reader of databases is needed. */
  readonly hasDatabase: boolean;
}

/** Of sessions that nothing is known of. */
export const NOTHING_KNOWN: Plan = { places: new Map(), indexed: new Map(), hasDatabase: false };

/** The place of a session of a file; null for one that was not there when the files were looked over. */
export function placeOf({ places }: Plan, path: string, unit: string): Place | null {
  const known = places.get(path);
  // A database is read twice: a session that began in between waits for the next run.
  return known === undefined ? ALONE : (known.get(unit) ?? null);
}
