import { expect, test } from "vitest";
import type { Fingerprint } from "../../../src/formats/codex/fingerprints.ts";
import { commonBeginning, copiedBeginning } from "../../../src/formats/codex/repeats.ts";

/** A capital letter is essential, a small one may be left out of a copy; behind it the turn. */
function history(text: string): Fingerprint[] {
  return text.split(" ").flatMap((word, index) => {
    const [hash = "", turnId = null] = word.split(":");
    if (hash === "") return [];
    return [{ line: index + 1, isItem: true, ordinal: null, hash, turnId, isEssential: hash === hash.toUpperCase() }];
  });
}

test.each([
  ["A b C", "A b D", 2],
  ["A", "A b", 1],
  ["A:1 B:2", "A B:2", 2],
  ["A:1", "A:2", 0],
  ["", "A", 0],
])("%s and %s begin alike for %i records", (a, b, length) => {
  expect(commonBeginning(history(a), history(b))).toBe(length);
  expect(commonBeginning(history(b), history(a))).toBe(length);
});

test.each([
  ["all of it", "A b C", "A b C", 3],
  ["without what is not essential", "A C X", "A b C d E", 2],
  ["not beyond something essential", "A E", "A b C d E", 1],
  ["from the middle", "C d X", "A b C d E", 2],
  ["from where it goes on longest", "A D", "A b A D", 2],
  ["nothing", "X", "A b C", 0],
  ["nothing of nothing", "", "A b C", 0],
  ["not the same words in another turn", "A:1 B:9", "A:1 B:2", 1],
])("%s", (_what, copy, parent, length) => {
  expect(copiedBeginning(history(copy), history(parent))).toBe(length);
});
