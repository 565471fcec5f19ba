/** Numbers keep their spelling; those that JavaScript spells alike are plain numbers. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { isFiniteNumber, isInteger, isJsonNumber, JsonNumber, numberFrom, spellingOf } from "../../src/json/number.ts";
import { decodeValue } from "./support.ts";

const DIGITS = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 25 });
const SPELLINGS: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "-"),
    DIGITS.map((digits) => digits.replace(/^0+(?=\d)/u, "")),
    fc.option(DIGITS, { nil: null }),
    fc.option(fc.tuple(fc.constantFrom("e", "E", "e+", "E-", "e-"), DIGITS), { nil: null }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent?.join("") ?? ""}`,
  );

test("any number comes out as it was spelled", () => {
  const law = fc.property(fc.array(SPELLINGS), (spellings) => {
    const source = `[${spellings.join(",")}]`;
    expect(encode(decodeValue(source)).toString()).toBe(source);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("a number is a JavaScript number exactly where that is spelled alike", () => {
  const law = fc.property(SPELLINGS, (spelling) => {
    const value = decodeValue(spelling);
    expect(value).toEqual(
      /e/iu.test(spelling) || String(Number(spelling)) !== spelling ? new JsonNumber(spelling) : Number(spelling),
    );
    expect(numberFrom(spelling)).toEqual(value);
  });
  fc.assert(law, { numRuns: 3000 });
});

test.each([
  "0",
  "7",
  "-7",
  "42",
  "999999999",
  "1000000000",
  "-123456789",
  "9007199254740991",
  "0.1",
  "-0.5",
  "123.456",
])("%s is a plain number", (spelling) => {
  expect(decodeValue(spelling)).toBe(Number(spelling));
});

test.each(["-0", "0.0", "1.0", "1.50", "1e3", "1E+2", "9007199254740993", "1e400", "1e21", "1e-7"])(
  "%s keeps its spelling",
  (spelling) => {
    expect(decodeValue(spelling)).toEqual(new JsonNumber(spelling));
  },
);

test("integers are told by spelling", () => {
  const integers = ["0", "-0", "5", "-12", "12345678901234567890"].map(numberFrom);
  const others = ["1.0", "1e3", "0.5", "-0.0"].map(numberFrom);
  expect(integers.every(isInteger)).toBe(true);
  expect(others.some(isInteger)).toBe(false);
  expect([true, "1", null, new JsonNumber("NaN")].some(isInteger)).toBe(false);
});

test("NaN and the infinities are numbers, but not finite", () => {
  for (const spelling of ["NaN", "Infinity", "-Infinity"]) {
    const value = decodeValue(spelling);
    if (!isJsonNumber(value)) throw new Error("not a number");
    expect([spellingOf(value), isFiniteNumber(value)]).toEqual([spelling, false]);
  }
  expect(isFiniteNumber(new JsonNumber("1e400"))).toBe(true);
  expect(encode([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5]).toString()).toBe(
    "[null,null,null,-0.5]",
  );
});
