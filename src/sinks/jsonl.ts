/** Rows as JSONL: one JSON object a line, every column in every row. */
import { JsonWriter } from "../json/encode.ts";
import type { SeedRow } from "../row/row.ts";
import { writeRow } from "../row/write-row.ts";
import type { Output } from "./output.ts";

export interface RowSink {
  /** Takes a row; is done with it when it returns. */
  write(row: SeedRow): void;
  /** Hands on what is still in a buffer and publishes the whole. */
  commit(): void;
  /** Gives up: nothing of the output stays. */
  abort(): void;
}

export function jsonlSink(output: Output): RowSink {
  const writer = new JsonWriter((bytes) => output.write(bytes));
  return {
    write(row) {
      writeRow(writer, row);
      writer.raw("\n");
    },
    commit() {
      writer.flush();
      output.commit();
    },
    abort() {
      output.abort();
    },
  };
}
