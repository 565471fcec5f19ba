/** Who looks at the files of a run before the first is converted. */
import type { Look, SessionHandler } from "../formats/handler.ts";
import { sightOf } from "./ingest-session.ts";
import type { ThreadSettings } from "./jobs.ts";
import { recognizeFile, type Verdict } from "./recognize-file.ts";
import type { MeasuredFile } from "./task.ts";
import { turns } from "./turns.ts";

/** What is found out comes in the order of the files. */
export interface Lookout {
  /** What files are. */
  recognize(this: void, files: readonly MeasuredFile[]): AsyncIterable<Verdict>;
  /** What is seen in them. */
  look<Seen>(
    this: void,
    handler: SessionHandler,
    look: Look<Seen>,
    files: readonly MeasuredFile[],
  ): AsyncIterable<Seen>;
}

/** Looks at one file after the other, in this thread. */
export function soloLookout(settings: ThreadSettings): Lookout {
  const turn = turns();
  return {
    async *recognize(files) {
      for (const { file } of files) {
        yield recognizeFile(file);
        await turn();
      }
    },
    async *look(handler, { see }, files) {
      const sight = sightOf({ ...settings, handler });
      for (const { file } of files) {
        yield await see(file, sight);
        await turn();
      }
    },
  };
}
