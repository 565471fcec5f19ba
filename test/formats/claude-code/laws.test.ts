/** What holds for every session. */
import { rmSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";
import { ingestFolder, type Ingested, type Options } from "./ingest.ts";
import { brokenLaws } from "./invariants.ts";
import type { Fields } from "./log.ts";
import { RandomLog, anySteps, messageSteps } from "./random-logs.ts";
import { runs } from "../../support/runs.ts";

const RUNS = runs(37);

async function ingest(tree: Tree, options?: Options): Promise<Ingested[]> {
  const folder = makeFolder(tree);
  try {
    return await ingestFolder(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowsOf(results: readonly Ingested[]): PlainSeedRow[] {
  return results.flatMap(({ rows }) => rows);
}

/** The rows as a set, without what depends on the file's name. */
function asSet(rows: readonly PlainSeedRow[]): string[] {
  return rows.map((row) => JSON.stringify({ ...row, source_path: "" })).toSorted();
}

function withoutNames(row: PlainSeedRow): PlainSeedRow {
  return { ...row, source_meta: { ...row.source_meta, continues: undefined } };
}

/** Results that are in another row than their calls. */
function tornFrom(rows: readonly PlainSeedRow[]): unknown[] {
  return rows.flatMap(({ source_meta }) => source_meta["unlinked_results"] ?? []);
}

/** All words that rows say, in order. */
function wordsIn(rows: readonly PlainSeedRow[]): string[] {
  const said = rows.map(({ messages, source_meta }) =>
    JSON.stringify([messages, source_meta["unlinked_results"] ?? null]),
  );
  return said.flatMap((text) => text.match(/\([a-z]+:\d+\)/gu) ?? []).toSorted();
}

/** True for words that are all among others, each once. */
function isPartOf(words: readonly string[], all: readonly string[]): boolean {
  return new Set(words).size === words.length && words.every((word) => all.includes(word));
}

function isPrompt({ type, message }: Fields): boolean {
  if (type !== "user" || typeof message !== "object" || message === null || !("content" in message)) return false;
  return typeof message["content"] === "string";
}

describe("one session", () => {
  test("calls and results belong together, turns are whole, and every text is there once", async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const { log, words } = new RandomLog("s").write(steps);
        const results = await ingest({ "s.jsonl": String(log) });
        const rows = rowsOf(results);
        expect(rows.flatMap(brokenLaws)).toEqual([]);
        expect(wordsIn(rows)).toEqual(words.toSorted());
        expect(results[0]?.outcome).not.toBe("rejected");
      }),
      RUNS,
    );
  });

  test("twice is one row", async () => {
    await fc.assert(
      fc.asyncProperty(messageSteps, async (steps) => {
        const text = String(new RandomLog("s").write(steps).log);
        const [once, twice] = [
          await ingest({ "a/s.jsonl": text }),
          await ingest({ "a/s.jsonl": text, "b/s.jsonl": text }),
        ];
        expect(rowsOf(twice)).toEqual(rowsOf(once));
      }),
      RUNS,
    );
  });

  test("with damaged lines, which lenient leaves out, has the messages that it has without them", async () => {
    const damage = fc.constantFrom("garbage", "[]", '{"type":"user"', '{"a":}', "null", '"x"', "5");
    await fc.assert(
      fc.asyncProperty(
        anySteps,
        fc.array(fc.tuple(fc.nat({ max: 30 }), damage), { maxLength: 5 }),
        async (steps, damages) => {
          const text = String(new RandomLog("s").write(steps).log);
          const lines = text.split(/(?<=\n)/u);
          for (const [at, line] of damages) lines.splice(Math.min(at, lines.length), 0, `${line}\n`);
          const sound = rowsOf(await ingest({ "s.jsonl": text }));
          const rows = rowsOf(await ingest({ "s.jsonl": lines.join("") }, { level: "lenient" }));
          expect(rows.map(({ messages, trace_id }) => ({ messages, trace_id }))).toEqual(
            sound.map(({ messages, trace_id }) => ({ messages, trace_id })),
          );
        },
      ),
      RUNS,
    );
  });

  test("on joined lines has, at lenient, the messages that it has on its own lines", async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, fc.infiniteStream(fc.boolean()), async (steps, joins) => {
        const text = String(new RandomLog("s").write(steps).log);
        const joined = text.replaceAll("}\n{", () => (joins.next().value === true ? "}{" : "}\n{"));
        const rows = rowsOf(await ingest({ "s.jsonl": joined }, { level: "lenient" }));
        const sound = rowsOf(await ingest({ "s.jsonl": text }));
        expect(rows.map(({ messages }) => messages)).toEqual(sound.map(({ messages }) => messages));
      }),
      RUNS,
    );
  });

  test("cut off anywhere has the rows of its whole lines, and says that it was cut off", async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, fc.double({ min: 0, max: 1, noNaN: true }), async (steps, share) => {
        const bytes = Buffer.from(String(new RandomLog("s").write(steps).log).replaceAll(")", ") ä😀"));
        const cut = bytes.subarray(0, Math.floor(share * bytes.length));
        // A last record that lacks nothing but its newline is whole.
        const lacksNewline = bytes[cut.length] === 0x0a && cut.length > 0;
        const whole = lacksNewline ? cut : cut.subarray(0, cut.lastIndexOf(0x0a) + 1);
        const [result] = await ingest({ "s.jsonl": cut });
        const [expected] = await ingest({ "s.jsonl": whole });
        expect(result?.outcome).not.toBe("rejected");
        expect(result?.rows.map(({ messages }) => messages)).toEqual(expected?.rows.map(({ messages }) => messages));
        if (whole.length < cut.length && result?.outcome === "rows") {
          expect(result.codes).toContain("unfinished-record");
          expect(result.rows.every(({ source_meta }) => source_meta["unfinished_record"] === true)).toBe(true);
        }
        if (whole.length === cut.length) expect(result?.codes).not.toContain("unfinished-record");
      }),
      runs(75),
    );
  });
});

function familyOf({
  first,
  forks,
}: {
  first: Parameters<RandomLog["write"]>[0];
  forks: readonly { at: number; of: number; steps: typeof first }[];
}): RandomLog[] {
  const logs = [new RandomLog("a").write(first)];
  for (const [index, { at, of, steps }] of forks.entries()) {
    const parent = logs[of % logs.length];
    if (parent === undefined) continue;
    const { records } = parent.log;
    logs.push(new RandomLog("bcd"[index] ?? "e", records.slice(0, at % (records.length + 1))).write(steps));
  }
  return logs;
}

function treeOf(logs: readonly RandomLog[], nameOf: (index: number) => string): Tree {
  return Object.fromEntries(logs.map(({ log }, index) => [nameOf(index), String(log)]));
}

describe("sessions that share records", () => {
  const family = fc.record({
    first: messageSteps,
    forks: fc.array(fc.record({ at: fc.nat({ max: 30 }), of: fc.nat({ max: 3 }), steps: messageSteps }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  const strays = fc.array(
    fc.record({
      of: fc.nat({ max: 3 }),
      at: fc.nat({ max: 20 }),
      into: fc.nat({ max: 3 }),
      place: fc.nat({ max: 40 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  test("say every text once", async () => {
    await fc.assert(
      fc.asyncProperty(family, async (parts) => {
        const logs = familyOf(parts);
        const rows = rowsOf(await ingest(treeOf(logs, (index) => `${index}.jsonl`)));
        expect(wordsIn(rows)).toEqual(logs.flatMap(({ words }) => words).toSorted());
        expect(rows.flatMap(brokenLaws)).toEqual([]);
        expect(tornFrom(rows)).toEqual([]);
      }),
      RUNS,
    );
  });

  test("say every text once, and no call without its result, where files hold stray copies of others", async () => {
    await fc.assert(
      fc.asyncProperty(family, strays, async (parts, copies) => {
        const logs = familyOf(parts);
        let hasPrompts = false;
        for (const { of, at, into, place } of copies) {
          const source = logs[of % logs.length]?.log.records;
          const target = logs[into % logs.length]?.log.records;
          // A sidechain is found by its first record.
          const record = source?.filter(({ uuid, isSidechain }) => uuid !== undefined && isSidechain === false)[at];
          if (record === undefined || target === undefined || target === source) continue;
          target.splice(place % (target.length + 1), 0, record);
          hasPrompts ||= isPrompt(record);
        }
        const tree = treeOf(logs, (index) => `${index}.jsonl`);
        const rows = rowsOf(await ingest(tree));
        const words = logs.flatMap((log) => log.words).toSorted();
        // A prompt that is copied behind what answers the same record reads as a rewind.
        if (hasPrompts) expect(isPartOf(wordsIn(rows), words)).toBe(true);
        else expect(wordsIn(rows)).toEqual(words);
        expect(tornFrom(rows)).toEqual([]);
        const turned = rowsOf(await ingest(tree, { arrange: (files) => files.toReversed() }));
        expect(asSet(turned)).toEqual(asSet(rows));
      }),
      RUNS,
    );
  });

  test("give the same rows in whatever order the files come", async () => {
    await fc.assert(
      fc.asyncProperty(family, fc.nat(), async (parts, shift) => {
        const tree = treeOf(familyOf(parts), (index) => `${index}.jsonl`);
        const forward = rowsOf(await ingest(tree));
        const turned = rowsOf(
          await ingest(tree, {
            arrange: (files) =>
              files
                .map((_, index) => files[(index + shift) % files.length])
                .flatMap((file) => file ?? [])
                .toReversed(),
          }),
        );
        expect(asSet(turned)).toEqual(asSet(forward));
      }),
      RUNS,
    );
  });

  test("give the same rows under other names, if none has as many records as another", async () => {
    await fc.assert(
      fc.asyncProperty(family, async (parts) => {
        const logs = familyOf(parts);
        const sizes = logs.map(({ log }) => log.records.filter(({ message }) => message !== undefined).length);
        fc.pre(new Set(sizes).size === sizes.length);
        const forward = rowsOf(await ingest(treeOf(logs, (index) => `${index}.jsonl`)));
        const renamed = rowsOf(await ingest(treeOf(logs, (index) => `${9 - index}.jsonl`)));
        // The order in which a row names those that it continues is that of their paths.
        expect(asSet(renamed.map(withoutNames))).toEqual(asSet(forward.map(withoutNames)));
      }),
      RUNS,
    );
  });
});
