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

export const ALONE: Place = { traceId: null, repeated: new Set(), holders: [] };
