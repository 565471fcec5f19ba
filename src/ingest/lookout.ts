/** Who looks at the files of a run before the first is converted. */
import type { InputFile } from "../discover/discover.ts";
import type { Look, SessionHandler, Sight } from "../formats/handler.ts";
import { beginFile, MemoryExceeded } from "../json/memory-limit.ts";
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
    async *look(handler, look, files) {
      const sight = sightOf({ ...settings, handler });
      for (const { file } of files) {
        yield await seen(file, look, sight);
        await turn();
      }
    },
  };
}

/** What a look sees in a file: nothing in one that takes more memory than it may, which has no rows either. */
export async function seen<Seen>(file: InputFile, { see, unseen }: Look<Seen>, sight: Sight): Promise<Seen> {
  beginFile();
  try {
    return await see(file, sight);
  } catch (error) {
    if (error instanceof MemoryExceeded) return unseen;
    throw error;
  }
}
