/** The loop: an input is made of those at hand, tried, and kept when it reaches code that none reached before. */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { Coverage } from "./coverage.ts";
import { cleanUp } from "./files-target.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { fixtureSeeds, keptSeeds } from "./seeds.ts";
import { TARGETS, type Target } from "./targets.ts";

const settings = z
  .object({
    root: z.string(),
    seed: z.int(),
    seconds: z.number(),
    targets: z.array(z.string()),
    /** Inputs to choose from, for the corpus, instead of making new ones; null for none. */
    found: z.string().nullable(),
    /** Says which input is under way, to whoever watches: its number, and its bytes. */
    watched: z.instanceof(SharedArrayBuffer),
  })
  .parse(workerData);

const number = new Int32Array(settings.watched, 0, 3);
const current = new Uint8Array(settings.watched, 12);
/** Coverage costs as much as ten inputs: it is asked for once for several. */
const BATCH = 12;
/** The corpus is a part of the project: what it holds is small, and reaches much. */
const WORTH_KEEPING = 10;
const SMALL = 6 * 1024;

async function tried(target: Target, index: number, input: Buffer): Promise<Error | null> {
  current.set(input);
  number[1] = input.length;
  number[2] = index;
  Atomics.add(number, 0, 1);
  try {
    await target.check(input);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** One target and the inputs that it is tried with. */
class Campaign {
  readonly target: Target;
  readonly #index: number;
  readonly #inputs: Buffer[] = [];
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #reached: Set<string> = new Set();
  readonly #problems: Set<string> = new Set();
  executions = 0;

  constructor(target: Target, index: number, coverage: Coverage, random: Random) {
    this.target = target;
    this.#index = index;
    this.#coverage = coverage;
    this.#random = random;
  }

  get inputs(): number {
    return this.#inputs.length;
  }

  /** Blocks of code that some input reached. */
  get blocks(): number {
    return this.#reached.size;
  }

  /** Takes an input that is at hand. */
  async begin(bytes: Buffer): Promise<void> {
    await this.#try(bytes);
    for (const block of this.#coverage.take()) this.#reached.add(block);
    this.#inputs.push(bytes);
  }

  async batch(): Promise<void> {
    const made: Buffer[] = [];
    for (let count = 0; count < BATCH; count++) {
      // Those that came last are the news.
      const from = this.#random.pick(this.#random.below(3) === 0 ? this.#inputs.slice(-30) : this.#inputs);
      const input = mutate(from, this.#random, this.#random.pick(this.#inputs));
      made.push(input);
      await this.#try(input);
    }
    const fresh = new Set([...this.#coverage.take()].filter((block) => !this.#reached.has(block)));
    if (fresh.size === 0) return;
    // Which of them it was is not known: each of them again, alone, until all that is new has its input.
    for (const input of made) if (fresh.size > 0) await this.#keepIfFresh(input, fresh);
    // The rest was a first time, of a cache or the like.
    for (const block of fresh) this.#reached.add(block);
  }

  /** Gives out an input that reaches some blocks more than all before it. */
  async choose(input: Buffer): Promise<void> {
    if (input.length > SMALL) return;
    await this.#try(input);
    const fresh = [...this.#coverage.take()].filter((block) => !this.#reached.has(block));
    if (fresh.length < WORTH_KEEPING) return;
    for (const block of fresh) this.#reached.add(block);
    this.#inputs.push(input);
    parentPort?.postMessage({ kind: "new", target: this.target.name, bytes: input });
  }

  async #keepIfFresh(input: Buffer, fresh: Set<string>): Promise<void> {
    await this.#try(input);
    const news = [...this.#coverage.take()].filter((block) => fresh.delete(block));
    if (news.length === 0) return;
    for (const block of news) this.#reached.add(block);
    this.#inputs.push(input);
    parentPort?.postMessage({ kind: "new", target: this.target.name, bytes: input });
  }

  async #try(bytes: Buffer): Promise<void> {
    this.executions++;
    const started = process.cpuUsage();
    const error = await tried(this.target, this.#index, bytes);
    const { user, system } = process.cpuUsage(started);
    const message = error === null ? slow((user + system) / 1000, bytes) : (error.stack ?? error.message);
    if (message === null) return;
    const kind = message.split("\n").slice(0, 3).join("\n").replaceAll(/\d+/gu, "#");
    if (this.#problems.has(kind)) return;
    this.#problems.add(kind);
    parentPort?.postMessage({ kind: "problem", target: this.target.name, message, bytes });
  }
}

/** Far beyond what any input takes: what is linear takes a few milliseconds. */
function slow(milliseconds: number, { length }: Buffer): string | null {
  return milliseconds > 5000 + length / 10
    ? `${length} bytes took ${Math.round(milliseconds)} ms of the processor`
    : null;
}

async function main(): Promise<void> {
  const end = performance.now() + settings.seconds * 1000;
  const coverage = new Coverage(import.meta.url);
  const random = new Random(settings.seed);
  const campaigns = TARGETS.flatMap((target, index) =>
    settings.targets.includes(target.name) ? [new Campaign(target, index, coverage, random)] : [],
  );
  const corpus = path.join(settings.root, "test", "fuzz", "corpus");
  const { found } = settings;
  const candidates = found === null ? [] : [...keptSeeds(corpus), ...keptSeeds(found)];
  const seeds = [...fixtureSeeds(settings.root), ...(found === null ? keptSeeds(corpus) : [])];
  for (const campaign of campaigns) {
    const own = seeds.filter(({ target }) => target === campaign.target.name || target === null);
    // A few of each format's own for those that take any.
    const others = seeds.filter(({ target }, index) => target !== campaign.target.name && index % 9 === 0);
    for (const { bytes } of [...own, ...others]) await campaign.begin(bytes);
  }
  const bySize = candidates.toSorted((a, b) => a.bytes.length - b.bytes.length);
  for (const campaign of campaigns) {
    for (const { target, bytes } of bySize) if (target === campaign.target.name) await campaign.choose(bytes);
  }
  // However long the beginning took, each has its turn.
  for (let isOver = found !== null; !isOver; isOver = performance.now() >= end) {
    for (const campaign of campaigns) await campaign.batch();
  }
  cleanUp();
  for (const { target, executions, inputs, blocks } of campaigns) {
    parentPort?.postMessage({ kind: "end", target: target.name, executions, inputs, blocks });
  }
}

await main();
