/** What the system says of a failed call, without the path (the diagnostic has it). */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+(?: '.*')?$/su, "");
}
