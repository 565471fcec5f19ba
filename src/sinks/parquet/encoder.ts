/** Rows as row groups of Parquet, of bounded size. */
import type { SeedRow } from "../../row/row.ts";
import type { Compress } from "../compression.ts";
import type { MakeEncoder } from "../row-encoder.ts";
import { ByteWriter } from "hyparquet-writer";
import { memoryOf, RowColumns } from "./columns.ts";
import { encodeRowGroup, FRAME_BYTES } from "./row-group.ts";

/** What the rows of a group take in memory at most, and in that of a reader. */
const GROUP_BYTES = 128 * 1024 * 1024;
/**
 * The most text in a row. A page holds whole rows, and 2 GiB at most; the zstd codec in WebAssembly
 * takes less than half of that.
 */
const MAX_ROW_BYTES = 512 * 1024 * 1024;

/** @param maxBytes the most bytes that a file shall take */
export function parquetEncoder(compress: Compress, maxBytes: number): MakeEncoder {
  const groupBytes = Math.min(GROUP_BYTES, maxBytes - FRAME_BYTES);
  return (emit) => {
    const rows = new RowColumns();
    const encoded = new ByteWriter();

    function endGroup(): void {
      emit({ kind: "row group", group: encodeRowGroup(rows, compress, encoded) });
      rows.clear();
    }

    const memories = new WeakMap<SeedRow, number>();
    function memory(row: SeedRow): number {
      const known = memories.get(row) ?? memoryOf(row);
      memories.set(row, known);
      return known;
    }

    return {
      refuse(row) {
        if (memory(row) <= MAX_ROW_BYTES) return null;
        const expected = `rows of at most ${MAX_ROW_BYTES / 2 ** 20} MiB of text`;
        return { severity: "error", code: "row-too-large", at: [], expected };
      },
      write(row) {
        if (rows.rows > 0 && rows.bytes + memory(row) > groupBytes) endGroup();
        rows.add(row);
      },
      end() {
        if (rows.rows > 0) endGroup();
      },
    };
  };
}
