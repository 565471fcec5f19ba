/** Output to several files, published together when all of them are complete. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { systemMessage } from "../read/system-message.ts";
import { UsageError } from "../usage-error.ts";
import { writeFully } from "./descriptor.ts";
import { temporaryBeside } from "./file-output.ts";
import type { Output } from "./output.ts";

/** Shards are numbered with five digits: names of more would not sort. */
const MAX_SHARDS = 100_000;

/** Where shards go and what they are called: `<stem>-00000<extension>` in a folder. */
export interface ShardPlace {
  readonly folder: string;
  readonly stem: string;
  /** With its dot. */
  readonly extension: string;
  /** The folder need not exist, and appears whole. */
  readonly isNew: boolean;
  /** True for names of an earlier run's shards, which a new run replaces. */
  isReplaced(this: void, name: string): boolean;
}

/**
 * Shards of a data set. They are written to a temporary folder beside their place; a folder that is
 * new is then renamed as a whole, otherwise one file after the other, and shards of an earlier run
 * that have no successor are removed.
 *
 * @param describe text files that belong to them, by name, asked for when all rows are written
 * @param onTemporary called before the temporary folder is made
 * @throws UsageError when it cannot be made
 */
export function shardedOutput(
  place: ShardPlace,
  maxBytes: number,
  describe: () => ReadonlyMap<string, string>,
  onTemporary: () => void,
): Output {
  const names: string[] = [];
  let descriptor = -1;
  let folder = "";
  let staging = "";
  try {
    folder = place.isNew ? newFolder(place.folder) : realpathSync(place.folder);
    // In the folder itself where it exists: what is above it may not be ours to write to.
    const temporary = temporaryBeside(place.isNew ? folder : path.join(folder, "x"));
    onTemporary();
    mkdirSync(temporary);
    staging = temporary;
    openNext();
  } catch (error) {
    if (staging !== "") rmSync(staging, { recursive: true, force: true });
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write into ${JSON.stringify(place.folder)}: ${systemMessage(error)}`);
  }

  function openNext(): void {
    if (names.length === MAX_SHARDS) {
      throw new UsageError(`the rows need more than ${MAX_SHARDS} shards`, "raise --max-shard-size");
    }
    const name = shardName(place, names.length);
    descriptor = openSync(path.join(staging, name), "wx");
    names.push(name);
  }

  function close(): void {
    if (descriptor < 0) return;
    closeSync(descriptor);
    descriptor = -1;
  }

  function complete(): void {
    fsyncSync(descriptor);
    close();
  }

  function publishInto(): void {
    const published = new Set(names);
    for (const name of names) renameSync(path.join(staging, name), path.join(folder, name));
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      const isOld = place.isReplaced(name) && !entry.isDirectory();
      if (isOld && !published.has(name)) rmSync(path.join(folder, name));
    }
    rmSync(staging, { recursive: true });
  }

  return {
    maxBytes,
    write: (bytes) => writeFully(descriptor, bytes),
    nextFile: () => {
      complete();
      openNext();
    },
    commit: () => {
      complete();
      const described = [...describe()];
      for (const [name, text] of described) writeFileSync(path.join(staging, name), text, { flush: true });
      // The card before the shards: another partition of the data set must not see a folder that is not ours.
      names.unshift(...described.map(([name]) => name));
      if (!place.isNew || !appears(staging, folder)) publishInto();
    },
    abort: () => {
      close();
      rmSync(staging, { recursive: true, force: true });
    },
  };
}

/** Gives a new folder its name, all at once. @returns false where another run was faster */
function appears(staging: string, folder: string): boolean {
  try {
    renameSync(staging, folder);
    return true;
  } catch (error) {
    if (existsSync(folder)) return false;
    throw error;
  }
}

/** The base name of a shard, counted from 0. */
export function shardName({ stem, extension }: ShardPlace, index: number): string {
  return `${stem}-${String(index).padStart(5, "0")}${extension}`;
}

/** The absolute path of a folder that is to be made. */
function newFolder(name: string): string {
  const folder = path.resolve(name);
  // A folder may be another partition's, made since we looked.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`cannot write into ${JSON.stringify(name)}: it is there, and not a folder`);
  }
  return folder;
}
