/** What the system says of a failed call, without the path (the diagnostic has it). */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+(?: '.*')?$/su, "");
}

/** True for an error of the system. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
