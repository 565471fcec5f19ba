/** How much memory a file may take in this thread: one that asks for more is refused, and the run goes on. */
import { getHeapStatistics } from "node:v8";

/** What a decoded value takes in V8's heap, and what is made of it: measured: 25 to 90 bytes a token. */
const VALUE_BYTES = 100;
/** The part of the heap that the values of one file may take. */
const HEAP_SHARE = 0.8;

/** The file takes more than it may. */
export class MemoryExceeded extends RangeError {}

const HEAP_VALUES = Math.floor((getHeapStatistics().heap_size_limit * HEAP_SHARE) / VALUE_BYTES);

let mostBytes = Infinity;
let mostValues = HEAP_VALUES;
let keptBytes = 0;
let values = 0;

/**
 * Sets the limit for this thread. Without one a document ends where WebAssembly's memory does, and
 * values where V8's heap does.
 *
 * @param bytes for the text of a document or of a line, for the texts that a row keeps of a log, and for values
 */
export function setMemoryLimit(bytes: number): void {
  mostBytes = bytes;
  mostValues = Math.min(HEAP_VALUES, Math.floor(bytes / VALUE_BYTES));
}

/** The most bytes of a document or a line. */
export function mostInputBytes(): number {
  return mostBytes;
}

/** Begins to count anew. */
export function beginFile(): void {
  keptBytes = 0;
  values = 0;
}

/** Counts values that are decoded. @throws MemoryExceeded */
export function countValues(count: number): void {
  values += count;
  if (values > mostValues) throw new MemoryExceeded(`more than ${mostValues} values`);
}

/** Counts bytes of texts that are kept. @throws MemoryExceeded */
export function countKept(bytes: number): void {
  keptBytes += bytes;
  if (keptBytes > mostBytes) throw new MemoryExceeded(`more than ${mostBytes} bytes of text to keep`);
}
