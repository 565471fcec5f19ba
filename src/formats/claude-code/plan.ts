/** What is known of the files of a run together. */
import type { Indexes } from "../session-index.ts";
import type { IndexEntry } from "./companions.ts";

/** A row that has records which a file holds too. */
export interface Holder {
  readonly displayPath: string;
  readonly traceId: string;
  readonly records: number;
}

/** What a file repeats of others. */
export interface Repeats {
  /** Places, among the records of the file, of those that another file's row has. */
  readonly positions: ReadonlySet<number>;
  readonly holders: readonly Holder[];
}

export const NO_REPEATS: Repeats = { positions: new Set(), holders: [] };

/** What is known of the files of a run, by path. */
export interface Plan {
  readonly repeats: ReadonlyMap<string, Repeats>;
  /** What other files' summaries say. */
  readonly summaries: ReadonlyMap<string, readonly string[]>;
  /** Files of forked subagents whose context another file of the run holds. */
  readonly inContext: ReadonlySet<string>;
  /** What Claude Code notes of its sessions. */
  readonly indexes: Indexes<IndexEntry>;
}
