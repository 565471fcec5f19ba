/** What the system says of a failed call, without the path (the diagnostic has it). */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = error.message.replace(/, \w+(?: '.*')?$/su, "");
  return isMisspelled(error) ? `${words}; its name has bytes that are not UTF-8: rename it` : words;
}

/** A name that Node cannot spell: what is looked for is another one, which is not there. */
function isMisspelled(error: Error): boolean {
  if (!("code" in error && error.code === "ENOENT" && "path" in error)) return false;
  return typeof error.path === "string" && error.path.includes("\u{fffd}");
}

/** True for an error of the system. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
