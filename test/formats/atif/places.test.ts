/** Every finding leads to a place in its file. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonPath } from "../../../src/json/locate.ts";
import { convertAt } from "./conversion.ts";
import { ANYTHING, MUTANTS, TRAJECTORIES } from "./documents.ts";

/** How many parts of a path lead somewhere in a document. */
function depthOf(document: unknown, path: JsonPath): number {
  let current = document;
  for (const [depth, part] of path.entries()) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return depth;
    if (Array.isArray(current) !== (typeof part === "number")) return depth;
    current = Reflect.get(current, part);
  }
  return path.length;
}

test.each([
  ["arbitrary JSON", ANYTHING, 300],
  ["nearly valid trajectories", TRAJECTORIES, 1000],
  ["mutants of the fixtures", MUTANTS, 1000],
])("%s", (_name, sources, numRuns) => {
  fc.assert(
    fc.property(sources, (source) => {
      const document: unknown = JSON.parse(source);
      for (const level of ["strict", "spec", "lenient"] as const) {
        const { findings, places } = convertAt(level, source);
        expect(places).toHaveLength(findings.length);
        for (const [index, finding] of findings.entries()) {
          const path = typeof finding.at === "number" ? [] : finding.at;
          const depth = depthOf(document, path);
          // What the lenient level has put into shape may be named by its new path.
          if (level !== "lenient") expect([finding.code, path.slice(0, depth)]).toEqual([finding.code, path]);
          else expect(depth).toBeGreaterThanOrEqual(Math.min(path.length, path[0] === "steps" ? 2 : 1));
          const { offset = -1, line = 0, column = 0 } = places[index] ?? {};
          expect(line).toBe(1);
          const before = Buffer.from(source).subarray(0, offset).toString();
          expect(column).toBe([...before].length + 1);
          expect(Buffer.from(source).subarray(offset, offset + 1).toString()).toMatch(/[[{"\-\dtfn]/u);
        }
      }
    }),
    { numRuns },
  );
});
