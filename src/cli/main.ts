/** The entry point: parses, runs, sets the exit status. Everything heavy is loaded when it is needed. */
import { CommanderError } from "commander";
import { buildProgram } from "./program.ts";
import { EXIT } from "./exit-status.ts";

declare const VERSION: string;

/** Runs the command line and sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads our messages may go away before we are done; that is no reason to fail.
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", () => undefined);
  const program = buildProgram(VERSION, {
    async run(flags) {
      const { runCommand } = await import("./run-command.ts");
      process.exitCode = await runCommand(flags, "write", VERSION);
    },
    async validate(flags) {
      const { runCommand } = await import("./run-command.ts");
      process.exitCode = await runCommand(flags, "validate", VERSION);
    },
    async printSchema() {
      const { seedRowJsonSchema } = await import("../row/json-schema.ts");
      process.stdout.write(seedRowJsonSchema());
    },
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.failure;
  }
}

await main(process.argv);
