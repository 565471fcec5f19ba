/** A program that is only asked what it is. */
import type { Actions } from "../../src/cli/program.ts";

const nothing = async (): Promise<void> => undefined;

export const NO_ACTIONS: Actions = {
  run: nothing,
  validate: nothing,
  printSchema: nothing,
  explain: nothing,
  printCompletions: nothing,
  printManPage: nothing,
};
