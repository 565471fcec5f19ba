/** What takes the place of a secret. */
import { hash } from "node:crypto";

/** One that stands in a text already. */
export const PLACEHOLDER = /\[REDACTED:[a-z0-9-]+(?::[0-9a-f]+)?\]/gu;

/** `[REDACTED:github-token:3f2a9c]`. It needs no escape in JSON, on any level. */
export function placeholder(kind: string, tag: string | null): string {
  return tag === null ? `[REDACTED:${kind}]` : `[REDACTED:${kind}:${tag}]`;
}

/**
 * 24 bits of a digest: the same for the same secret, in every run. Only for secrets that a generator
 * made: they cannot be guessed. Of a password the bits would confirm a guess.
 */
export function tagOf(secret: string): string {
  return hash("sha256", secret, "hex").slice(0, 6);
}
