/** Every finding leads to a place in its file. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonPath } from "../../../src/json/locate.ts";
import { convertAt } from "./conversion.ts";
import { ANYTHING, MUTANTS, TRAJECTORIES } from "./documents.ts";
import { runs } from "../../support/runs.ts";

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
  ["arbitrary JSON", ANYTHING, 50],
  ["nearly valid trajectories", TRAJECTORIES, 50],
  ["mutants of the fixtures", MUTANTS, 50],
])("%s", (_name, sources, count) => {
  fc.assert(
    fc.property(sources, (source) => {
      const document: unknown = JSON.parse(source);
      for (const level of ["strict", "spec", "lenient"] as const) {
        const { findings, places } = convertAt(level, source);
        expect(places).toHaveLength(findings.length);
        for (const [index, finding] of findings.entries()) {
          const located = places[index];
          if (located === undefined) throw new Error("a finding has no place");
          const path = typeof finding.at === "number" ? [] : finding.at;
          expect(depthOf(document, located.path)).toBe(located.path.length);
          // What is missing, or was put into shape at the lenient level, has the place of what it belongs to.
          expect(located.path).toEqual(path.slice(0, depthOf(document, path)));
          expect(located.path.length).toBeGreaterThanOrEqual(Math.min(path.length - 1, path[0] === "steps" ? 2 : 0));
          const { offset, line, column } = located.place;
          expect(line).toBe(1);
          expect(column).toBe(Array.from(Buffer.from(source).subarray(0, offset).toString()).length + 1);
          expect(
            Buffer.from(source)
              .subarray(offset, offset + 1)
              .toString(),
          ).toMatch(/[[{"\-\dtfn]/u);
        }
      }
    }),
    runs(count),
  );
});
