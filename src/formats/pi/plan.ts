/** What is known of a file from the others of the run. */

/** A row that has entries which this file holds too. */
export interface Holder {
  readonly displayPath: string;
  readonly traceId: string;
  readonly records: number;
}

export interface Place {
  /** The row's id, where it is not the session's: another file has the row of the session itself. */
  readonly traceId: string | null;
  /** Ordinals of the entries that another file's row has. */
  readonly repeated: ReadonlySet<number>;
  readonly holders: readonly Holder[];
}

/** What is known of the files of a run together, by path. */
export interface Plan {
  readonly places: ReadonlyMap<string, Place>;
  /** The session at the beginning of all that a file's goes on from. */
  readonly roots: ReadonlyMap<string, string>;
}

export const ALONE: Place = { traceId: null, repeated: new Set(), holders: [] };
