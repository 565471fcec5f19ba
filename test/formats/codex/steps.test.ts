import { expect, test } from "vitest";
import { Script, type Said, type Step } from "../../../src/formats/codex/steps.ts";

function person(): Said {
  return { kind: "said", role: "user", content: [], injected: [], beginsTurn: true };
}

function context(...injected: string[]): Said {
  return { kind: "said", role: "system", content: [], injected, beginsTurn: false };
}

const ANSWER: Step = { kind: "assistant", content: [], calls: [] };
const TURN: Step = { kind: "turn", model: null, effort: null };

function script(...steps: readonly Step[]): Script {
  const made = new Script();
  for (const step of steps) made.add(step);
  return made;
}

test("the last turns go, with the context before them; marks stay", () => {
  const first = [context(), person(), ANSWER];
  const made = script(...first, TURN, context(), person(), ANSWER, TURN, person(), ANSWER);
  made.rollBack(2);
  expect(made.steps).toEqual([...first, TURN, TURN]);
  expect(made.removed).toEqual([[context(), person(), ANSWER, person(), ANSWER]]);
  expect(made.turns).toBe(2);
});

test("what comes before the first turn stays, however many turns go", () => {
  const made = script(context("agents-md"), person(), ANSWER);
  made.rollBack(7);
  expect(made.steps).toEqual([context("agents-md")]);
  expect(made.turns).toBe(1);
});

test("the note that a turn was aborted belongs to that turn", () => {
  const made = script(person(), context("turn-aborted"), person());
  made.rollBack(1);
  expect(made.steps).toEqual([person(), context("turn-aborted")]);
});

test.each([0, -1, 3])("without turns, or with %i of them, nothing goes", (count) => {
  const made = script(ANSWER, ANSWER);
  made.rollBack(count);
  expect(made.steps).toEqual([ANSWER, ANSWER]);
  expect([made.turns, made.removed]).toEqual([0, [[]]]);
});

test("a compaction that is told in two ways is one; the same way twice is two", () => {
  const made = script(person());
  made.compact("record", null);
  made.add(TURN);
  made.compact("event", "later");
  expect(made.steps.slice(1)).toEqual([{ kind: "compaction", message: "later" }, TURN]);
  made.compact("event", null);
  made.add(ANSWER);
  made.compact("record", null);
  expect(made.steps.filter(({ kind }) => kind === "compaction")).toHaveLength(3);
});
