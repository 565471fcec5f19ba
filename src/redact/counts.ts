/** What was redacted, counted. */

/** Of one file. */
export interface RedactionCounts {
  /** Secrets by kind. */
  readonly secrets: Readonly<Record<string, number>>;
  /** User names in paths. */
  readonly names: number;
}

/** Sums up what was redacted. */
export class RedactionTotals implements RedactionCounts {
  readonly secrets: Record<string, number> = {};
  names = 0;

  add({ secrets, names }: RedactionCounts): void {
    for (const [kind, count] of Object.entries(secrets)) this.secret(kind, count);
    this.names += names;
  }

  secret(kind: string, count: number): void {
    this.secrets[kind] = (this.secrets[kind] ?? 0) + count;
  }
}
