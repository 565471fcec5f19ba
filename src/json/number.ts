/** Numbers that keep their spelling. */

/**
 * A number that JavaScript would respell or round (`1.0`, `1e3`, `-0`, 12345678901234567890), or
 * one of the three that are not JSON but that Python writes (`NaN`, `Infinity`, `-Infinity`).
 */
export class JsonNumber {
  readonly spelling: string;

  constructor(spelling: string) {
    this.spelling = spelling;
  }
}

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u;
const INTEGER = /^-?\d+$/u;

/** A JavaScript number where it is spelled alike, otherwise the spelling itself. */
export function numberFrom(spelling: string): number | JsonNumber {
  const value = Number(spelling);
  if (isShortInteger(spelling)) return value;
  return PLAIN.test(spelling) && String(value) === spelling ? value : new JsonNumber(spelling);
}

/** True for a positive integer of so few digits that JavaScript has it exactly, and spells it alike. */
function isShortInteger(spelling: string): boolean {
  if (spelling.length > 15 || spelling.charCodeAt(0) === 0x30) return false;
  for (let index = 0; index < spelling.length; index++) {
    const code = spelling.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return spelling.length > 0;
}

/** True for both kinds of number. */
export function isJsonNumber(value: unknown): value is number | JsonNumber {
  return typeof value === "number" || value instanceof JsonNumber;
}

/** The number as the source spells it. */
export function spellingOf(value: number | JsonNumber): string {
  return typeof value === "number" ? String(value) : value.spelling;
}

/** False for NaN and the infinities, which JSON does not have. */
export function isFiniteNumber(value: number | JsonNumber): boolean {
  return typeof value === "number" || !/[NI]/u.test(value.spelling);
}

/** True where the source spells an integer: digits only, no point, no exponent. */
export function isInteger(value: unknown): value is number | JsonNumber {
  // A JavaScript number is spelled as JavaScript spells it: an integer without a point.
  if (typeof value === "number") return Number.isInteger(value);
  return value instanceof JsonNumber && INTEGER.test(value.spelling);
}

/** The number as JavaScript has it, rounded where it has to. */
export function valueOf(value: number | JsonNumber): number {
  return typeof value === "number" ? value : Number(value.spelling);
}
