/** A random order is given by the seed and the paths alone. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_SEED, shuffle } from "../../src/discover/shuffle.ts";
import { asFile, PATHS } from "./paths.ts";

const SEEDS: fc.Arbitrary<number> = fc.integer({ min: 0, max: MAX_SEED });

function shuffled(paths: readonly string[], seed: number): string[] {
  return shuffle(paths.map(asFile), seed).map(({ relativePath }) => relativePath);
}

// `printf %s 7:a.json | sha256sum` and so on: f9e99018, 3e4ee3ef, b72c9e3f, 01592267.
test("the order is that of the hashes", () => {
  expect(shuffled(["a.json", "b.json", "c/d.json", "é.json"], 7)).toEqual(["é.json", "b.json", "c/d.json", "a.json"]);
});

test("every file once, however the files come, in the order that the documentation names", () => {
  fc.assert(
    fc.property(PATHS, SEEDS, (paths, seed) => {
      const order = shuffled(paths, seed);
      expect(shuffled(paths.toReversed(), seed)).toEqual(order);
      expect(order.toSorted()).toEqual(paths.toSorted());
      const ranks = order.map((path) => createHash("sha256").update(`${seed}:${path}`).digest());
      expect(ranks).toEqual(ranks.toSorted((a, b) => a.compare(b)));
    }),
  );
});

test("what is left out changes nothing in the order of the others", () => {
  fc.assert(
    fc.property(PATHS, SEEDS, fc.func(fc.boolean()), (paths, seed, isKept) => {
      const kept = paths.filter((path) => isKept(path));
      expect(shuffled(kept, seed)).toEqual(shuffled(paths, seed).filter((path) => kept.includes(path)));
    }),
  );
});

test("other seeds give other orders", () => {
  const paths = Array.from({ length: 20 }, (_, index) => `${index}.json`);
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => shuffled(paths, seed).join()));
  expect(orders.size).toBe(50);
});
