/** The inputs that the fuzzer kept, and the fixtures: whatever must hold does, for all of them. */
import { afterAll, describe, expect, test } from "vitest";
import { cleanUp } from "../fuzz/files-target.ts";
import { fixtureSeeds, keptSeeds } from "../fuzz/seeds.ts";
import { TARGETS } from "../fuzz/targets.ts";

const fixtures = fixtureSeeds(".");
const kept = keptSeeds("test/fuzz/corpus");

afterAll(cleanUp);

describe.each(TARGETS)("$name", (target) => {
  test("fixtures", async () => {
    const own = fixtures.filter((seed) => seed.target === target.name);
    // Those that take anything are tried with a few of each.
    const seeds = own.length > 0 ? own : fixtures.filter((_, index) => index % 4 === 0);
    expect(seeds.length).toBeGreaterThan(10);
    for (const { name, bytes } of seeds) await expect(target.check(bytes), name).resolves.toBeUndefined();
  });

  test("kept inputs", async () => {
    const own = kept.filter((seed) => seed.target === target.name);
    expect(own.length).toBeGreaterThan(0);
    for (const { name, bytes } of own) await expect(target.check(bytes), name).resolves.toBeUndefined();
  });
});
