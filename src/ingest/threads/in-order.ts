/** Work that is done side by side, its results taken in order. */
import { setImmediate } from "node:timers/promises";

/** Who does the work: other threads, and this one while it would only wait for them. */
export interface Crew<Item, Result> {
  /** Another thread has time. */
  hasTime(this: void): boolean;
  /** Gives an item to another thread. */
  there(this: void, item: Item): Promise<Result>;
  /** Does an item in this thread, which hears nothing in the meantime; null where it should not. */
  here(this: void, item: Item): Promise<Result> | null;
}

/** How much may be under way, or done and not taken: what bounds the memory of a run. */
export interface Window<Item> {
  /** The sum of weights; a single item may weigh more. */
  readonly weight: number;
  weigh(this: void, item: Item): number;
}

interface UnderWay<Item, Result> {
  readonly item: Item;
  readonly result: Promise<Result>;
  isDone: boolean;
}

/** Gives each item with its result, in the order of the items. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  { hasTime, there, here }: Crew<Item, Result>,
  { weight, weigh }: Window<Item>,
): AsyncGenerator<readonly [Item, Result], void> {
  const source = items[Symbol.iterator]();
  const queue: UnderWay<Item, Result>[] = [];
  let weighs = 0;
  let next = source.next();

  function begin(item: Item, result: Promise<Result>): void {
    const underWay = { item, result, isDone: false };
    const done = (): void => void (underWay.isDone = true);
    // An error is thrown when its turn comes.
    result.then(done, done);
    queue.push(underWay);
    weighs += weigh(item);
    next = source.next();
  }

  for (;;) {
    const fits = next.done !== true && (queue.length === 0 || weighs + weigh(next.value) <= weight);
    if (next.done !== true && fits && hasTime()) {
      begin(next.value, there(next.value));
      continue;
    }
    const [first] = queue;
    if (first === undefined && next.done === true) return;
    if (first?.isDone === true) {
      queue.shift();
      weighs -= weigh(first.item);
      yield [first.item, await first.result];
      continue;
    }
    const own = next.done !== true && fits ? here(next.value) : null;
    if (next.done !== true && own !== null) {
      begin(next.value, own);
      await own.catch(() => undefined);
      // What the others have to say is heard between two items.
      await setImmediate();
    } else if (first !== undefined) {
      await first.result.catch(() => undefined);
    } else if (next.done !== true) {
      // Nobody has time, and this thread should not: nothing is under way, so that it will be done.
      begin(next.value, there(next.value));
    }
  }
}
