/** Sessions made so that what is done twice for one thing would never end. */
import { expect, test } from "vitest";
import { decodedText } from "../../../src/formats/hermes/decoded-text.ts";
import { Lineages } from "../../../src/formats/hermes/lineage.ts";
import type { History, Origin } from "../../../src/formats/hermes/histories.ts";
import { placesOf } from "../../../src/formats/hermes/places.ts";
import { messagesOf, toolsOf } from "../../../src/formats/hermes/trajectory.ts";
import { inputFile } from "../../support/results.ts";

const NOWHERE: Origin = {
  parentId: null,
  startedAt: null,
  endedAt: null,
  endReason: "compression",
  source: null,
  branchedFrom: null,
  delegatedFrom: null,
  resetFrom: null,
};

function history(id: string, path: string, said: readonly string[], origin: Partial<Origin> = {}): History {
  return {
    file: inputFile(path),
    unit: id,
    id,
    traceId: id,
    format: "state_db",
    beginning: "",
    prints: said.map((outline, position) => ({
      position,
      whole: outline,
      outline,
      isDistinctive: true,
      isOfCompaction: false,
    })),
    hasPromptAndTools: false,
    origin: { ...NOWHERE, ...origin },
  };
}

function trajectory(from: string, value: string): { conversations: { from: string; value: string }[] } {
  return { conversations: [{ from, value }] };
}

test("tags that are never closed", () => {
  for (const tag of ["<tool_call>", "<tool_call>\n", "<think>", '<tool_call>{"name": "x"}</tool_call>\n<tool_call>']) {
    expect(messagesOf(trajectory("gpt", tag.repeat(3e5)))).toHaveLength(1);
  }
  expect(messagesOf(trajectory("tool", "<tool_response>".repeat(3e5)))).toHaveLength(1);
  for (const text of ["<tools>[", "<tools>", "<tools>[] x </tools>", "<tools> \n"]) {
    expect(toolsOf(trajectory("system", text.repeat(3e5)))).toBeNull();
  }
});

test("strings that do not end", () => {
  expect(decodedText(`["${'\\"'.repeat(1e6)}`)).toBeNull();
  expect(decodedText(`["${"\\".repeat(1e6)}`)).toBeNull();
  expect(decodedText(`["${'\\\\\\"'.repeat(1e5)}", -0, 1.50]`)).toHaveLength(3);
});

test("sessions that go on from each other, ten thousands of them", () => {
  const chain = Array.from({ length: 40_000 }, (_, index) =>
    history(`s${index}`, "state.db", [`${index}`, `${index + 1}`], index > 0 ? { parentId: `s${index - 1}` } : {}),
  );
  const places = placesOf(chain.toReversed()).get(inputFile("state.db").path);
  expect(places?.get("s39999")?.lineage).toMatchObject({ rootId: "s0", relation: "compression" });
  expect(places?.get("s39999")?.copies?.of.traceId).toBe("s39998");
});

test("a long session with ten thousands of children", () => {
  const said = Array.from({ length: 20_000 }, (_, index) => `${index}`);
  const children = Array.from({ length: 20_000 }, (_, index) =>
    history(`s${index}`, "state.db", ["0", `own ${index}`], { parentId: "top", branchedFrom: "top" }),
  );
  const places = placesOf([history("top", "state.db", said), ...children]).get(inputFile("state.db").path);
  expect(places?.get("s19999")?.copies?.positions).toEqual(new Set([0]));
});

test("different sessions of one name, ten thousands of them", () => {
  const sessions = Array.from({ length: 40_000 }, (_, index) => history("chat", `${index}/chat.jsonl`, [`${index}`]));
  const places = placesOf(sessions);
  expect([...places.values()].every((units) => units.get("chat")?.supersededBy === null)).toBe(true);
});

test("in a ring of parents all have one root, whoever is asked first", () => {
  const ring = ["b", "c", "a"].map((id, index, ids) =>
    history(id, "state.db", [id], { parentId: ids[(index + 1) % 3] ?? null }),
  );
  const below = history("d", "state.db", ["d"], { parentId: "b", source: "subagent" });
  for (const first of ["a", "b", "c", "d"]) {
    const lineages = new Lineages([...ring, below]);
    lineages.of(first, false);
    expect(["a", "b", "c", "d"].map((id) => lineages.of(id, false)?.rootId)).toEqual(["a", "a", "a", "a"]);
    expect(["a", "d"].map((id) => lineages.of(id, false)?.isSidechain)).toEqual([false, true]);
  }
});
