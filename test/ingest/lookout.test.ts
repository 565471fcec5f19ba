/** Looks under --max-memory: what one file takes is no other file's, and too large a file stops nothing. */
import { afterEach, expect, test } from "vitest";
import { beginFile, setMemoryLimit } from "../../src/json/memory-limit.ts";
import { ingest as ingestCodex, jsonl, meta, said } from "../formats/codex/sessions.ts";
import { ingest as ingestHermes, snapshot, type Msg } from "../formats/hermes/sessions.ts";

afterEach(() => {
  setMemoryLimit(Infinity);
  beginFile();
});

function talk(of: string, length: number): Msg[] {
  return Array.from({ length }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `${of} ${index}`,
  }));
}

function outcomesOf(outcomes: Awaited<ReturnType<typeof ingestHermes>>): (readonly [string, readonly string[]])[] {
  return Object.values(outcomes).map(({ outcome, codes }) => [outcome, codes]);
}

test("values of the heads of many files do not add up", async () => {
  setMemoryLimit(300_000);
  const names = Array.from({ length: 30 }, (_, index) => `session_${index}.json`);
  const tree = Object.fromEntries(names.map((name) => [name, snapshot(name, talk(name, 60))]));
  expect(outcomesOf(await ingestHermes(tree))).toEqual(names.map(() => ["rows", []]));
});

test("a document of more values than may be is rejected, whoever looks at it first", async () => {
  setMemoryLimit(300_000);
  const large = [...talk("both", 16), ...talk("large", 2000)];
  const tree = {
    "session_a.json": snapshot("a", large),
    "session_b.json": snapshot("b", large),
    "session_c.json": snapshot("c", talk("c", 4)),
  };
  expect(outcomesOf(await ingestHermes(tree))).toEqual([
    ["rejected", ["file-too-large"]],
    ["rejected", ["file-too-large"]],
    ["rows", []],
  ]);
});

test("texts of the heads of many files do not add up: copies are still known for what they are", async () => {
  setMemoryLimit(300_000);
  const ids = Array.from({ length: 30 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`);
  const tree = Object.fromEntries(
    ids.flatMap((id) => {
      const header = meta(id, { forked_from_id: "elsewhere", instructions: "be brief ".repeat(1000) });
      const text = jsonl([header, said("user", `question of ${id}`), said("assistant", `answer of ${id}`)]);
      const name = `rollout-2026-01-01T00-00-00-${id}.jsonl`;
      return [
        [`a/${name}`, text],
        [`b/${name}`, text],
      ];
    }),
  );
  const counts = { rows: 0, superseded: 0 };
  for (const [name, { outcome }] of Object.entries(await ingestCodex(tree))) {
    expect(outcome).toBe(name.startsWith("a/") ? "rows" : "superseded");
    counts[outcome === "rows" ? "rows" : "superseded"]++;
  }
  expect(counts).toEqual({ rows: 30, superseded: 30 });
});
