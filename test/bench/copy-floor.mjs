/**
 * The floor: reads the bytes of every file into one reused buffer and writes them to the output.
 * node test/bench/copy-floor.mjs <folder> <output>
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

const [folder, output] = process.argv.slice(2);
if (folder === undefined || output === undefined) throw new Error("usage: copy-floor.mjs <folder> <output>");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.jsonl?$/u.test(name))
  .sort();
let buffer = Buffer.allocUnsafe(8 << 20);
const out = openSync(output, "w");
for (const file of files) {
  const source = openSync(join(folder, file), "r");
  const { size } = fstatSync(source);
  if (size > buffer.length) buffer = Buffer.allocUnsafe(2 * size);
  let length = 0;
  for (let read = -1; read !== 0; length += read) read = readSync(source, buffer, length, size - length, null);
  closeSync(source);
  for (let written = 0; written < length;) written += writeSync(out, buffer, written, length - written);
}
closeSync(out);
