/** What is told of a code beyond its message: by `rollout-ingest explain`, and in docs/diagnostics.md. */

export interface Explanation {
  /** What the code means. Texts are Markdown of the plainest kind: names in backquotes. */
  readonly meaning: string;
  /** What it means for whoever trains on the rows. */
  readonly matters: string;
  /** Where the level at which it is an error differs from the example's. */
  readonly otherwise?: string;
  readonly example: Example;
  /** What can be done about it, the best first. */
  readonly wayOut: readonly string[];
}

/**
 * An example of a code. Its input lies in fixtures/codes/<code>, and the command runs in that folder.
 * What the command prints is in examples.ts, written by the test that runs it.
 */
export interface Example {
  /** A part of a file: its name, and lines of it. `…` stands for what is left out of a line. */
  readonly file?: { readonly name: string; readonly lines: string };
  /** Shell commands that make what no file in a repository can be. */
  readonly setup?: string;
  /** The flags of the command. */
  readonly flags: string;
  /** Settings of the environment that the command is given. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Explanations by their codes. The declarations of the package need not repeat their text. */
export function topic<Name extends string>(
  entries: Readonly<Record<Name, Explanation>>,
): Readonly<Record<Name, Explanation>> {
  return entries;
}
