/** A row group: the columns of some rows, encoded and compressed, ready to be put into a file. */
import type { ColumnChunk, ColumnMetaData, RowGroup, Statistics } from "hyparquet";
import type { ByteWriter } from "hyparquet-writer";
import { writeColumn } from "hyparquet-writer/src/column.js";
import type { Compress } from "../compression.ts";
import type { Column, RowColumns } from "./columns.ts";

/** Bytes of a page before compression: more in a page compress better, a reader decodes a page as a whole. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Bytes of a text in the statistics: as many as a timestamp or an id has. */
export const STATISTICS_BYTES = 64;

/** More than a row group adds to a file beside its values: to the footer, and the headers of its pages. */
export const FRAME_BYTES = 12 * 1024;

export interface EncodedRowGroup {
  readonly bytes: Uint8Array;
  /** Addresses in it count from the beginning of the bytes. */
  readonly columns: readonly ColumnChunk[];
  readonly rows: number;
}

/** Encodes the rows. The bytes are good until the next call. */
export function encodeRowGroup({ all, rows }: RowColumns, compress: Compress, writer: ByteWriter): EncodedRowGroup {
  writer.offset = 0;
  writer.index = 0;
  const columns = all.map((column) => encodeColumn(column, compress, writer));
  return { bytes: writer.getBytes(), columns, rows };
}

function encodeColumn(column: Column, compress: Compress, writer: ByteWriter): ColumnChunk {
  const { path, elements, maxDefinition, isScalar } = column.schema;
  const element = elements.at(-1);
  if (element === undefined) throw new TypeError(`column ${path} has no type`);
  const { chunk } = writeColumn({
    writer,
    column: {
      columnName: path,
      element,
      schemaPath: [...elements],
      codec: "ZSTD",
      compressors: { ZSTD: compress },
      stats: isScalar,
      statisticsTruncateLength: STATISTICS_BYTES,
      pageSize: PAGE_BYTES,
      columnIndex: false,
      offsetIndex: false,
    },
    pageData: {
      values: column.values,
      definitionLevels: column.definitionLevels,
      repetitionLevels: column.repetitionLevels,
      maxDefinitionLevel: maxDefinition,
    },
  });
  return { ...chunk, ...(chunk.meta_data && { meta_data: withOwnBounds(chunk.meta_data) }) };
}

/** The bounds lie in memory that the next group's texts take, and little is written of long texts. */
function withOwnBounds(data: ColumnMetaData): ColumnMetaData {
  const { statistics } = data;
  if (statistics === undefined) return data;
  const { min_value: least, max_value: greatest } = statistics;
  return {
    ...data,
    statistics: {
      ...statistics,
      ...(least !== undefined && { min_value: ownBound(least, "least") }),
      ...(greatest !== undefined && { max_value: ownBound(greatest, "greatest") }),
    },
  };
}

/** As many of the last character (U+10FFFF) as the footer holds. */
const ALL_LAST = Buffer.from("\u{10FFFF}".repeat(STATISTICS_BYTES / 4));

type Bound = NonNullable<Statistics["min_value"]>;

/** A copy of a bound: of a long one more than the footer holds, in whole characters. */
function ownBound(bound: Bound, side: "least" | "greatest"): Bound {
  if (!(bound instanceof Uint8Array)) return bound;
  let end = Math.min(bound.length, 2 * STATISTICS_BYTES);
  while (end < bound.length && ((bound[end] ?? 0) & 0xc0) === 0x80) end--;
  const beginning = Buffer.from(bound.subarray(0, end));
  // A greatest text is cut by raising a character of what is left; where none can be raised it stays whole.
  const isLast = side === "greatest" && end < bound.length && beginning.subarray(0, STATISTICS_BYTES).equals(ALL_LAST);
  return isLast ? Buffer.from(bound) : beginning;
}

/** The group's entry in the file's footer, for a group that begins at an address of the file. */
export function placeRowGroup({ bytes, columns, rows }: EncodedRowGroup, address: number): RowGroup {
  const start = BigInt(address);
  const placed = columns.map((chunk) => placeColumn(chunk, start));
  return {
    columns: placed,
    total_byte_size: placed.reduce((sum, { meta_data: data }) => sum + (data?.total_uncompressed_size ?? 0n), 0n),
    total_compressed_size: BigInt(bytes.length),
    num_rows: BigInt(rows),
    file_offset: start,
  };
}

function placeColumn(chunk: ColumnChunk, start: bigint): ColumnChunk {
  const { meta_data: data, file_offset: offset } = chunk;
  if (data === undefined) return chunk;
  const { data_page_offset: page, dictionary_page_offset: dictionary } = data;
  return {
    ...chunk,
    file_offset: offset + start,
    meta_data: {
      ...data,
      data_page_offset: page + start,
      ...(dictionary === undefined ? {} : { dictionary_page_offset: dictionary + start }),
    },
  };
}
