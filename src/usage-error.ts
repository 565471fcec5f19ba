/** An error that the user can mend: told in one sentence, without a stack, with exit status 2. */
export class UsageError extends Error {
  /** What to do instead, when that can be said. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}
