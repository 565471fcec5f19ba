/** The rows of an output, read with plain JSON.parse. */
import { seedRowSchema, type PlainSeedRow } from "../../src/row/schema.ts";

export function rowsOf(jsonl: string): PlainSeedRow[] {
  if (jsonl === "") return [];
  if (!jsonl.endsWith("\n")) throw new Error("the last line has no end");
  return jsonl
    .slice(0, -1)
    .split("\n")
    .map((line) => seedRowSchema.parse(JSON.parse(line)));
}

export function traceIds(jsonl: string): string[] {
  return rowsOf(jsonl).map((row) => row.trace_id);
}
