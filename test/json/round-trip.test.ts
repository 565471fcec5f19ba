/** Any document comes out as it went in: values, spelling of numbers, order of keys. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { compact, DOCUMENTS, keysStayApart, render } from "./documents.ts";
import { decodeValue, plain, respellStrings, wellFormed } from "./support.ts";

const RUNS = { numRuns: 800 };
const PLAIN_DOCUMENTS = DOCUMENTS.filter(keysStayApart);

test("decoded values equal those of JSON.parse", () => {
  const law = fc.property(DOCUMENTS, (document) => {
    const source = render(document);
    expect(plain(decodeValue(source))).toEqual(wellFormed(JSON.parse(source)));
  });
  fc.assert(law, RUNS);
});

test("encoded bytes are compact and keep every number, key and string", () => {
  const law = fc.property(PLAIN_DOCUMENTS, (document) => {
    const encoded = encode(decodeValue(render(document))).toString("utf8");
    expect(respellStrings(encoded)).toBe(compact(document));
  });
  fc.assert(law, RUNS);
});

test("what was encoded decodes to the same value, and encodes to it again", () => {
  const law = fc.property(PLAIN_DOCUMENTS, (document) => {
    const once = encode(decodeValue(render(document)));
    const value = decodeValue(once);
    const expected: unknown = JSON.parse(once.toString("utf8"));
    expect(plain(value)).toEqual(expected);
    expect(JSON.parse(encode(value).toString("utf8"))).toEqual(expected);
  });
  fc.assert(law, RUNS);
});

test("a document is the same whatever was decoded before it", () => {
  const law = fc.property(DOCUMENTS, DOCUMENTS, (first, second) => {
    const alone = encode(decodeValue(render(second)));
    encode(decodeValue(render(first)));
    expect(encode(decodeValue(render(second))).equals(alone)).toBe(true);
  });
  fc.assert(law, { numRuns: 300 });
});
