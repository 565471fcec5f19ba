/**
 * Rolls back a transaction that was cut off, by its journal (sqlite.org/fileformat2.html, section 3):
 * the reader of databases does not do that itself.
 */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";

const MAGIC = Buffer.from("d9d505f920a163d7", "hex");
/** Magic, count, nonce, pages, sector size, page size; padded to a sector. */
const HEADER_BYTES = 28;
/** A writer that does not sync leaves the count open. */
const UNCOUNTED = 0xffffffff;

/** Puts the pages back that the journal beside a database holds, and takes the journal away. */
export function rollBack(database: string): void {
  const journal = `${database}-journal`;
  if (!existsSync(journal)) return;
  const bytes = readFileSync(journal);
  const file = openSync(database, "r+");
  let size = 0;
  try {
    for (let at = 0, segment = 0; ; segment++) {
      const head = bytes.subarray(at, at + HEADER_BYTES);
      if (head.length < HEADER_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) break;
      const [count, nonce, pages, sector, page] = [8, 12, 16, 20, 24].map((offset) => head.readUInt32BE(offset));
      if (count === undefined || nonce === undefined || pages === undefined) break;
      if (!isSize(sector, 32) || !isSize(page, 512)) break;
      if (segment === 0) {
        size = pages;
        if (pages * page < fstatSync(file).size) ftruncateSync(file, pages * page);
      }
      const end = putBack(file, bytes, { at: at + sector, count, nonce, page, size });
      if (end === null) break;
      at = Math.ceil(end / sector) * sector;
    }
  } finally {
    closeSync(file);
  }
  rmSync(journal);
}

interface Segment {
  readonly at: number;
  readonly count: number;
  readonly nonce: number;
  readonly page: number;
  /** Pages of the database before the transaction. */
  readonly size: number;
}

/** True for the sizes that SQLite takes from a journal. */
function isSize(size: number | undefined, least: number): size is number {
  return size !== undefined && size >= least && size <= 65536 && (size & (size - 1)) === 0;
}

/** The end of the records; null where they do not come to it: those behind were never needed. */
function putBack(file: number, bytes: Buffer, { at, count, nonce, page, size }: Segment): number | null {
  const record = page + 8;
  const whole = Math.max(0, Math.floor((bytes.length - at) / record));
  for (let index = 0; index < (count === UNCOUNTED ? whole : count); index++) {
    const start = at + index * record;
    if (index >= whole) return null;
    const content = bytes.subarray(start + 4, start + 4 + page);
    if (bytes.readUInt32BE(start + 4 + page) !== checksum(content, nonce)) return null;
    const number = bytes.readUInt32BE(start);
    if (number > 0 && number <= size) writeSync(file, content, 0, page, (number - 1) * page);
  }
  return at + count * record;
}

/** Of every 200th byte, from the end on. */
function checksum(content: Buffer, nonce: number): number {
  let sum = nonce;
  for (let at = content.length - 200; at > 0; at -= 200) sum += content[at] ?? 0;
  return sum >>> 0;
}
