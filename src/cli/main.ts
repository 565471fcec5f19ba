/** The entry point: parses, runs, sets the exit status. Everything heavy is loaded when it is needed. */
import { CommanderError } from "commander";
import { printable } from "../diagnostics/printable.ts";
import { UsageError } from "../usage-error.ts";
import { EXIT } from "./exit-status.ts";
import { buildProgram } from "./program.ts";
import { terminalWidth } from "./terminal.ts";

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
    async explain(code) {
      const { explain } = await import("./explain.ts");
      process.stdout.write(explain(code, terminalWidth()));
    },
    async printCompletions(shell) {
      const { completions } = await import("./reference/completions.ts");
      process.stdout.write(completions(program, shell));
    },
    async printManPage() {
      const { manPage } = await import("./reference/man-page.ts");
      process.stdout.write(manPage(program, VERSION));
    },
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof UsageError) {
      const hint = error.hint === undefined ? "" : `  ${printable(error.hint)}\n`;
      process.stderr.write(`rollout-ingest: ${printable(error.message)}\n${hint}`);
      process.exitCode = EXIT.failure;
      return;
    }
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.failure;
  }
}

await main(process.argv);
