/** What a run wrote, file by file: hashed as it goes out, so that nothing has to be read again. */
import { createHash } from "node:crypto";
import path from "node:path";
import { hashBytes } from "../read/hash.ts";
import { CARD_NAME } from "./dataset-card.ts";
import type { Output } from "./output.ts";
import { shardName } from "./shards.ts";
import type { Target } from "./target.ts";

export interface WrittenFile {
  /** `-` for stdout. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

export interface Ledger {
  /** The same output, seen through the ledger. */
  readonly output: Output;
  /** Notes the card of a data set. */
  noteCard(text: string): void;
  /** All files, once they are published; none of an output that was given up. @param rows those of all files together */
  files(rows: number): readonly WrittenFile[];
}

/** Looks over the shoulder of an output. */
export function ledgerOf(output: Output, target: Target): Ledger {
  const ended: WrittenFile[] = [];
  const beside: WrittenFile[] = [];
  let hash = createHash("sha256");
  let bytes = 0;
  let isPublished = false;

  function end(rows: number): WrittenFile {
    const file = { path: nameOf(target, ended.length), bytes, sha256: hash.digest("hex"), rows };
    hash = createHash("sha256");
    bytes = 0;
    return file;
  }

  return {
    output: {
      ...output,
      write(piece) {
        hash.update(piece);
        bytes += piece.length;
        output.write(piece);
      },
      nextFile(rows) {
        ended.push(end(rows));
        output.nextFile(rows);
      },
      commit() {
        output.commit();
        isPublished = true;
      },
    },
    noteCard(text) {
      if (target.kind !== "dataset") return;
      const { bytes, sha256 } = hashBytes(Buffer.from(text, "utf8"));
      beside.push({ path: path.join(target.place.folder, CARD_NAME), bytes, sha256, rows: 0 });
    },
    files(rows) {
      if (target.kind === "nothing" || !isPublished) return [];
      const before = ended.reduce((sum, file) => sum + file.rows, 0);
      return [...ended, end(rows - before), ...beside];
    },
  };
}

function nameOf(target: Target, index: number): string {
  switch (target.kind) {
    case "nothing":
    case "stdout":
      return "-";
    case "file":
      return target.path;
    default:
      return path.join(target.place.folder, shardName(target.place, index));
  }
}
