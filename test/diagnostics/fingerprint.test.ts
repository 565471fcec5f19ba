/** A fingerprint is the same from run to run, and another for every other problem. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeFingerprints } from "../../src/diagnostics/fingerprint.ts";
import { problem } from "../support/results.ts";

const AT = { pointer: "/steps/1" };

test("lines, columns, and what was found do not matter", () => {
  const before = makeFingerprints("a.json")(problem("error", "no-steps", 7, { ...AT, found: "3" }));
  const after = makeFingerprints("a.json")(problem("error", "no-steps", 900, { ...AT, found: "4", file: "/x/a.json" }));
  expect(after).toBe(before);
});

test("code, path, pointer, and the place among equals do", () => {
  const fingerprintOf = makeFingerprints("a.json");
  const all = [
    fingerprintOf(problem("error", "no-steps", 1, AT)),
    fingerprintOf(problem("error", "no-steps", 1, AT)),
    fingerprintOf(problem("error", "step-id-order", 1, AT)),
    fingerprintOf(problem("error", "no-steps", 1, { pointer: "/steps/2" })),
    fingerprintOf(problem("error", "no-steps")),
    makeFingerprints("b.json")(problem("error", "no-steps", 1, AT)),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test("no two problems of a file have one, whatever their pointers", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("", "/a", "/a/b", "/0", "/a\0")), (pointers) => {
      const fingerprintOf = makeFingerprints("a.json");
      const all = pointers.map((pointer) => fingerprintOf(problem("error", "no-steps", 1, { pointer })));
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test("a fingerprint that is in use stays: alerts are known again by it", () => {
  expect(makeFingerprints("jobs/a.json")(problem("error", "no-steps", 1, AT))).toBe("3b3d35c67dc44ee22f6d811a1db91228");
});
