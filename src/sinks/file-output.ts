/** Output to a file that appears whole or not at all, and to places where that cannot be. */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { systemMessage } from "../read/read-document.ts";
import { UsageError } from "../usage-error.ts";
import { writeFully } from "./descriptor.ts";
import type { Output } from "./output.ts";

const STDOUT = 1;

/** The standard output. Nothing can be taken back from it. */
export function standardOutput(): Output {
  return {
    write: (bytes) => writeFully(STDOUT, bytes),
    commit: () => undefined,
    abort: () => undefined,
    isTemporary: false,
  };
}

/**
 * A file, written under a temporary name beside it and renamed when it is complete. A device or a
 * pipe is written to directly. A symbolic link stays, its target is replaced.
 *
 * @throws UsageError when it cannot be made
 */
export function fileOutput(target: string): Output {
  try {
    const status = statusOf(target);
    if (status?.isDirectory() === true)
      throw new UsageError(`${JSON.stringify(target)} is a folder`, "name a file in it");
    if (status !== null && !status.isFile()) return directOutput(target);
    return atomicOutput(status === null ? path.resolve(target) : realpathSync(target), status?.mode);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write ${JSON.stringify(target)}: ${systemMessage(error)}`);
  }
}

/** True when the output would replace the file. */
export function isSameFile(target: string, input: string): boolean {
  const status = statusOf(target);
  if (status === null || !status.isFile()) return false;
  const other = statusOf(input);
  return other !== null && other.ino === status.ino && other.dev === status.dev;
}

function statusOf(target: string): Stats | null {
  return statSync(target, { throwIfNoEntry: false }) ?? null;
}

function directOutput(target: string): Output {
  const descriptor = openSync(target, "w");
  return {
    write: (bytes) => writeFully(descriptor, bytes),
    commit: () => closeSync(descriptor),
    abort: () => closeSync(descriptor),
    isTemporary: false,
  };
}

function atomicOutput(target: string, mode: number | undefined): Output {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  const descriptor = openSync(temporary, "wx", mode === undefined ? 0o666 : mode & 0o777);
  let isOpen = true;
  function close(): void {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  }
  return {
    write: (bytes) => writeFully(descriptor, bytes),
    commit: () => {
      // The name must not appear before the bytes are on the disk.
      fsyncSync(descriptor);
      close();
      renameSync(temporary, target);
    },
    abort: () => {
      close();
      rmSync(temporary, { force: true });
    },
    isTemporary: true,
  };
}
