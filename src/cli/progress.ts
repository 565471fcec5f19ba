/** The progress bar: on stderr, for people only. */
import type { Options } from "./options.ts";
import { useProgress } from "./terminal.ts";

export interface Progress {
  /** Shows the bar. */
  readonly start: (files: number) => Promise<void>;
  /** One more file is done. */
  readonly advance: (rows: number) => void;
  /** Writes a message to stderr, above the bar. */
  readonly print: (message: string) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** Writes a message to stderr. */
export function writeError(message: string): void {
  process.stderr.write(message);
}

const SILENT: Progress = {
  start: async () => undefined,
  advance: () => undefined,
  print: writeError,
  stop: () => undefined,
};

/** A bar over the files of a run; a silent one where none belongs. */
export function makeProgress(options: Options): Progress {
  if (options.quiet || options.errorFormat !== "text" || !useProgress(options)) return SILENT;
  let bar: { increment(step: number, payload: object): void; stop(): void } | null = null;
  let rows = 0;
  return {
    async start(files) {
      const { default: bars } = await import("cli-progress");
      const single = new bars.SingleBar({
        stream: process.stderr,
        format: "{bar} {value}/{total} files, {rows} rows, {eta_formatted} left",
        barCompleteChar: "█",
        barIncompleteChar: "░",
        barsize: 30,
        clearOnComplete: true,
        linewrap: true,
        noTTYOutput: true,
        fps: 10,
      });
      single.start(files, 0, { rows });
      bar = single;
    },
    advance(more) {
      rows += more;
      bar?.increment(1, { rows });
    },
    print(message) {
      // Takes the bar's line, and remembers the line below as the one to come back to.
      const overBar = bar !== null && process.stderr.isTTY;
      writeError(overBar ? `\r\u001B[2K${message}\u001B7` : message);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}
