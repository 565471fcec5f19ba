/** Tokens and money, added up over the messages of a row. */
import { isJsonNumber, valueOf } from "../../json/number.ts";
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import type { SourceMeta } from "../../row/row.ts";
import { objectAt } from "../fields.ts";

const TOKENS = [
  ["input", "input"],
  ["output", "output"],
  ["cacheRead", "cache_read"],
  ["cacheWrite", "cache_write"],
  ["totalTokens", "total_tokens"],
] as const;

/** Sums of money are rounded to this: the addition of floats has a tail. */
const COST_DIGITS = 1e9;

export class UsageTally {
  readonly #tokens: Map<string, number> = new Map();
  #cost: number | null = null;

  /** Takes what a message, a summary or a tool says that it took. */
  add(object: JsonObject): void {
    const usage = objectAt(object, "usage");
    if (usage === null) return;
    for (const [key, name] of TOKENS) {
      const count = numberIn(valueAt(usage, key));
      if (count !== null) this.#tokens.set(name, (this.#tokens.get(name) ?? 0) + count);
    }
    const cost = objectAt(usage, "cost");
    const total = cost === null ? null : numberIn(valueAt(cost, "total"));
    if (total !== null) this.#cost = (this.#cost ?? 0) + total;
  }

  meta(): SourceMeta {
    if (this.#tokens.size === 0 && this.#cost === null) return {};
    const cost = this.#cost === null ? undefined : Math.round(this.#cost * COST_DIGITS) / COST_DIGITS;
    // A sum may be beyond all numbers, which JSON cannot say.
    const sums = Object.entries({ ...Object.fromEntries(this.#tokens), cost });
    return { usage: Object.fromEntries(sums.filter(([, sum]) => Number.isFinite(sum))) };
  }
}

/** A finite number; null for anything else. */
export function numberIn(value: JsonValue | undefined): number | null {
  if (!isJsonNumber(value)) return null;
  const number = valueOf(value);
  return Number.isFinite(number) ? number : null;
}
