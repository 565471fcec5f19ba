/** Documents of more tokens than the scanner's buffer holds (16,384), refilled at every alignment. */
import { expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { findPlaces } from "../../src/json/locate.ts";
import { decodeValue, problemOf } from "./support.ts";

const TOKENS = 16_384;
const TAIL = '{"a":[1,"x",{"b":2.5}],"2":null,"c":{},"d":[[],true]},"end"';

/** An array of that many zeros and what follows them. */
function afterZeros(count: number, rest: string): string {
  return `[${"0,".repeat(count)}${rest}`;
}

test("values that straddle a refill are whole", () => {
  for (const refill of [TOKENS, 2 * TOKENS]) {
    for (let count = refill - 30; count <= refill + 2; count++) {
      const source = afterZeros(count, `${TAIL}]`);
      expect(encode(decodeValue(source)).toString("utf8"), `${count} zeros`).toBe(source);
    }
  }
});

test("a document that ends at a refill is complete", () => {
  for (let tokens = TOKENS - 2; tokens <= TOKENS + 2; tokens++) {
    // The brackets and the last value are tokens too.
    const source = afterZeros(tokens - 3, "1]");
    expect(encode(decodeValue(source)).toString("utf8")).toBe(source);
    expect(encode(decodeValue(`${source} \n`)).toString("utf8")).toBe(source);
  }
});

test("problems at a refill have their place", () => {
  for (let tokens = TOKENS - 2; tokens <= TOKENS + 2; tokens++) {
    const open = afterZeros(tokens - 3, "1");
    expect(problemOf(open)).toMatchObject({ code: "json-truncated", offset: open.length });
    expect(problemOf(`${open},]`)).toMatchObject({ code: "json-syntax", offset: open.length + 1 });
    expect(problemOf(`${open}]]`)).toMatchObject({ code: "json-syntax", offset: open.length + 1 });
    expect(problemOf(`${open},"\n"]`)).toMatchObject({ code: "json-syntax", offset: open.length + 2 });
  }
});

test("places behind a refill are found", () => {
  for (let count = TOKENS - 12; count <= TOKENS + 2; count++) {
    const source = afterZeros(count, `${TAIL}]`);
    decodeValue(source);
    const [located] = findPlaces(source.length, [[count, "a", 2, "b"]]);
    expect(located?.place.offset).toBe(source.indexOf("2.5"));
  }
});

test("containers that stay open over several refills are closed", () => {
  const levels = 1000;
  const source = `${'[{"k":'.repeat(levels / 2)}${afterZeros(3 * TOKENS, "1]")}${"}]".repeat(levels / 2)}`;
  expect(encode(decodeValue(source)).toString("utf8")).toBe(source);
});
