/** Work that is done side by side, its results taken in order. */

/** How much may be under way, or done and not taken: what bounds the memory of a run. */
export interface Window<Item> {
  /** So many items in any case: as many as it takes to keep everybody busy. */
  readonly least: number;
  /** More of them while their weights do not exceed this. */
  readonly weight: number;
  weigh(this: void, item: Item): number;
}

/**
 * Starts work on items in their order, as many as the window allows, and gives each with its result,
 * in the same order.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  { least, weight, weigh }: Window<Item>,
): AsyncGenerator<readonly [Item, Result], void> {
  const underWay: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  let weighs = 0;
  async function* first(): AsyncGenerator<readonly [Item, Result], void> {
    const next = underWay.shift();
    if (next === undefined) return;
    yield [next.item, await next.result];
    weighs -= weigh(next.item);
  }
  for (const item of items) {
    while (underWay.length >= least && weighs + weigh(item) > weight) yield* first();
    const result = work(item);
    // It is awaited in its turn; until then an error is nobody's.
    result.catch(() => undefined);
    underWay.push({ item, result });
    weighs += weigh(item);
  }
  while (underWay.length > 0) yield* first();
}
