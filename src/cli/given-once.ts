/** Flags whose last value does not simply win: what the first one names would be passed over in silence. */
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";
import type { Flags } from "./program.ts";

const FLAGS = [
  { name: "trace-dir", key: "traceDir", wayOut: "name a folder that holds both, or list the files with --files-from" },
  { name: "output", key: "output", wayOut: "a run writes one output: run it again for another" },
] as const;

/** Keeps all values of these flags, for `refuseRepeated`. */
export function keepRepeated(command: Command): void {
  for (const { name, key } of FLAGS) {
    const given: string[] = [];
    command.on(`option:${name}`, (value: string) => {
      given.push(value);
      if (given.length > 1) command.setOptionValueWithSource(key, given, "cli");
    });
  }
}

/** @throws UsageError for one of them that is given twice */
export function refuseRepeated(flags: Flags): void {
  for (const { name, key, wayOut } of FLAGS) {
    const values = flags[key];
    if (!Array.isArray(values)) continue;
    const words = values.map((value) => JSON.stringify(value)).join(" and ");
    throw new UsageError(`--${name} is given more than once: ${words}`, wayOut);
  }
}
