import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder, type Crew } from "../../../src/ingest/threads/in-order.ts";

interface Item {
  readonly number: number;
  readonly weight: number;
  /** Turns of the event loop that the work takes. */
  readonly turns: number;
  readonly isForHere: boolean;
  readonly fails: boolean;
}

const ITEMS: fc.Arbitrary<readonly Item[]> = fc
  .array(
    fc.record({
      weight: fc.nat({ max: 10 }),
      turns: fc.nat({ max: 4 }),
      isForHere: fc.boolean(),
      fails: fc.integer({ min: 0, max: 20 }).map((chance) => chance === 0),
    }),
    { maxLength: 30 },
  )
  .map((items) => items.map((item, number) => ({ ...item, number })));

/** Others that do as many items at a time as they are, and an account of what is under way. */
function crewOf(others: number): { crew: Crew<Item, number>; began: Item[] } {
  const began: Item[] = [];
  let busy = 0;
  const work = async (item: Item): Promise<number> => {
    began.push(item);
    for (let turn = 0; turn < item.turns; turn++) await setImmediate();
    if (item.fails) throw new Error(`item ${item.number}`);
    return item.number;
  };
  return {
    began,
    crew: {
      hasTime: () => busy < others,
      there: async (item) => {
        busy++;
        return work(item).finally(() => void busy--);
      },
      here: (item) => (item.isForHere ? work(item) : null),
    },
  };
}

test("each item has its own result, in order, up to the first that fails", async () => {
  await fc.assert(
    fc.asyncProperty(ITEMS, fc.nat({ max: 3 }), fc.nat({ max: 20 }), async (items, others, weight) => {
      const taken: number[] = [];
      const failure = items.find(({ fails }) => fails);
      const expected = items.slice(0, failure?.number ?? items.length);
      const all = async (): Promise<void> => {
        const results = inOrder(items, crewOf(others).crew, { weight, weigh: (item) => item.weight });
        for await (const [item, result] of results) taken.push(item.number, result);
      };
      if (failure === undefined) await all();
      else await expect(all()).rejects.toThrow(`item ${failure.number}`);
      expect(taken).toEqual(expected.flatMap(({ number }) => [number, number]));
    }),
  );
});

test("what is under way or not taken yet weighs no more than the window, or is one item", async () => {
  await fc.assert(
    fc.asyncProperty(ITEMS, fc.nat({ max: 3 }), fc.nat({ max: 20 }), async (given, others, weight) => {
      const items = given.map((item) => ({ ...item, fails: false }));
      const { crew, began } = crewOf(others);
      let taken = 0;
      for await (const [item] of inOrder(items, crew, { weight, weigh: (one) => one.weight })) {
        const open = began.filter(({ number }) => number >= taken);
        taken = item.number + 1;
        const weighs = open.reduce((sum, one) => sum + one.weight, 0);
        expect(weighs <= weight || open.length === 1).toBe(true);
      }
      expect(taken).toBe(items.length);
    }),
  );
});
