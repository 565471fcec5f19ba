/** Output to a file that appears whole or not at all, and to places where that cannot be. */
import { randomUUID } from "node:crypto";
import { closeSync, fchmodSync, fsyncSync, lstatSync, openSync, readlinkSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { statusOf } from "../read/status.ts";
import { systemMessage } from "../read/system-message.ts";
import { UsageError } from "../usage-error.ts";
import { writeFully } from "./descriptor.ts";
import { singleFile, type Output } from "./output.ts";

const STDOUT = 1;
/** As many symbolic links as Linux follows. */
const MAX_LINKS = 40;

/** The standard output. Nothing can be taken back from it. */
export function standardOutput(): Output {
  return singleFile({
    write: (bytes) => writeFully(STDOUT, bytes),
    commit: () => undefined,
    abort: () => undefined,
  });
}

/** True for names of the standard output. Opened by its name it fails where it is a socket. */
export function isStandardOutput(target: string): boolean {
  return target === "-" || target === "/dev/stdout" || target === "/dev/fd/1";
}

/**
 * A file, written under a temporary name beside it and renamed when it is complete. A device or a
 * pipe is written to directly. A symbolic link stays, its target is made or replaced.
 *
 * @param onTemporary called before a temporary file is made: from then on there is something to take away
 * @throws UsageError when it cannot be made
 */
export function fileOutput(target: string, onTemporary: () => void = () => undefined): Output {
  try {
    const status = statusOf(target);
    if (status !== null && !status.isFile()) return directOutput(target);
    onTemporary();
    return atomicOutput(linkTarget(target), status?.mode);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write ${JSON.stringify(target)}: ${systemMessage(error)}`);
  }
}

/** True when the output would replace the file. */
export function isSameFile(target: string, input: string): boolean {
  return statusOf(target)?.isFile() === true && isSamePlace(target, input);
}

/** True when two names lead to the same file or folder. */
export function isSamePlace(one: string, other: string): boolean {
  const [first, second] = [statusOf(one), statusOf(other)];
  return first !== null && second !== null && first.ino === second.ino && first.dev === second.dev;
}

/** True for a folder, and a link to one. */
export function isFolder(target: string): boolean {
  return statusOf(target)?.isDirectory() === true;
}

/** True for a device or a pipe: written to as it is named. */
export function isSpecial(target: string): boolean {
  return statusOf(target)?.isFile() === false;
}

/** Where a chain of symbolic links leads, be there a file or not. */
function linkTarget(target: string): string {
  let current = path.resolve(target);
  for (let hops = 0; hops < MAX_LINKS; hops++) {
    const status = lstatSync(current, { throwIfNoEntry: false });
    if (status === undefined || !status.isSymbolicLink()) return current;
    current = path.resolve(path.dirname(current), readlinkSync(current));
  }
  throw new UsageError(`${JSON.stringify(target)} is a symbolic link that leads in a circle`);
}

function directOutput(target: string): Output {
  const descriptor = openSync(target, "w");
  return singleFile({
    write: (bytes) => writeFully(descriptor, bytes),
    commit: () => closeSync(descriptor),
    abort: () => closeSync(descriptor),
  });
}

/** A name that nothing has, in the folder of a target: what lies there can be renamed to it. */
export function temporaryBeside(target: string): string {
  return path.join(path.dirname(target), `.rollout-ingest-${randomUUID()}.tmp`);
}

function atomicOutput(target: string, mode: number | undefined): Output {
  // Not named after the target: its name may be as long as names can be.
  const temporary = temporaryBeside(target);
  const descriptor = openSync(temporary, "wx");
  // The mode that openSync takes would be cut by the umask.
  if (mode !== undefined) fchmodSync(descriptor, mode & 0o777);
  let isOpen = true;
  function close(): void {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  }
  return singleFile({
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
  });
}
