/** `rollout-ingest completions`: the script that teaches a shell the flags, from the flag table. */
import type { Command } from "commander";
import { UsageError } from "../../usage-error.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { flagTable, type FlagTable } from "./flag-table.ts";
import { zshCompletions } from "./zsh.ts";

const SHELLS: Readonly<Record<string, (table: FlagTable) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** @throws UsageError for a shell that is not known */
export function completions(program: Command, shell: string): string {
  const make = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (make === undefined) throw new UsageError(`unknown shell ${JSON.stringify(shell)}`);
  return make(flagTable(program));
}
