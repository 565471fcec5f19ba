/** Runs a command on a pseudo terminal, with the `script` of util-linux. */
import { spawn } from "node:child_process";
import { COMMAND, environment, finished, type Settings } from "./cli.ts";

export interface Screen {
  readonly status: number | null;
  /** All that was written to the terminal. */
  readonly screen: string;
}

/** Runs a line of shell in which `ingest` is the command with `--format atif`. */
export async function terminal(line: string, settings: Settings = {}): Promise<Screen> {
  const prelude = `ingest() { '${process.execPath}' '${COMMAND}' --format atif "$@"; }; `;
  const child = spawn("script", ["--quiet", "--return", "--command", prelude + line, "/dev/null"], {
    cwd: settings.cwd,
    env: { SHELL: "/bin/bash", TERM: "xterm", ...environment(settings.env) },
  });
  const { status, stdout } = await finished(child, settings);
  return { status, screen: stdout };
}
