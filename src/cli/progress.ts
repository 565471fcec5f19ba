/** The progress bar: on stderr, for people only. */
import type { Options } from "./options.ts";
import { useProgress } from "./terminal.ts";

export interface Progress {
  advance(rows: number): void;
  /** Makes the line free for a message. */
  clear(): void;
  stop(): void;
}

const SILENT: Progress = { advance: () => undefined, clear: () => undefined, stop: () => undefined };

/** Starts a bar over the files; a silent one where none belongs. */
export async function startProgress(options: Options, files: number): Promise<Progress> {
  if (options.quiet || options.errorFormat === "json" || !useProgress(options.progress)) return SILENT;
  const { default: bars } = await import("cli-progress");
  let rows = 0;
  const bar = new bars.SingleBar({
    stream: process.stderr,
    format: "{bar} {value}/{total} files, {rows} rows, {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: false,
    clearOnComplete: true,
    noTTYOutput: true,
    fps: 10,
  });
  bar.start(files, 0, { rows });
  return {
    advance(more) {
      rows += more;
      bar.increment(1, { rows });
    },
    clear() {
      if (process.stderr.isTTY) process.stderr.write("\r\u001B[2K");
    },
    stop: () => bar.stop(),
  };
}
