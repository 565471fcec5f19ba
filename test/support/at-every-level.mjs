/**
 * Runs the built command once at each validation level, in one process: starting Node takes most of
 * the time of a small run. Usage: node at-every-level.mjs <entry of the bundle> <flags>
 */
import { pathToFileURL } from "node:url";

const [entry = "", ...flags] = process.argv.slice(2);
for (const level of ["strict", "spec", "lenient"]) {
  process.stderr.write(`== ${level}\n`);
  process.argv = [process.execPath, entry, ...flags, "--validation", level];
  await import(`${pathToFileURL(entry).href}?${level}`);
}
