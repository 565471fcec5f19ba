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

/** The lines that stand on the terminal in the end: a screen that is high and wide enough. */
export function visibleLines(screen: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  let column = 0;
  let saved = { row, column };
  // oxlint-disable-next-line no-control-regex
  for (const [piece] of screen.matchAll(/\u001B\[[\d;?]*[A-Za-z]|\u001B[78]|[^]/gu)) {
    const line = lines[row] ?? "";
    if (piece === "\n") {
      row++;
      lines[row] ??= "";
    } else if (piece === "\r" || piece === "\u001B[1G" || piece === "\u001B[0G") column = 0;
    else if (piece === "\u001B7") saved = { row, column };
    else if (piece === "\u001B8") ({ row, column } = saved);
    else if (piece === "\u001B[2K") lines[row] = "";
    else if (piece === "\u001B[K" || piece === "\u001B[0K") lines[row] = line.slice(0, column);
    else if (piece.length === 1) {
      lines[row] = line.padEnd(column).slice(0, column) + piece + line.slice(column + 1);
      column++;
    } else if (!/^.\[(?:[\d;]*m|\?\d+[hl])$/u.test(piece)) {
      throw new Error(`this screen does not know ${JSON.stringify(piece)}`);
    }
  }
  return lines;
}
