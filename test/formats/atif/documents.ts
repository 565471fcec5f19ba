/** Documents to convert: arbitrary ones, nearly valid trajectories, and mutants of the fixtures. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { findInFolder } from "../../../src/discover/folder.ts";

const VALUES: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(null, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "a", "b", "ATIF-v1.6", "agent", "user"),
  fc.constantFrom<unknown[]>([], {}, [[]], [{}], [null], { type: "text", text: "t" }, [
    { text: "a" },
    { type: "image" },
  ]),
  fc.constantFrom<unknown[]>("x".repeat(40), "é\u2028😀".repeat(12), "\ud800", "2025-01-01T00:00:00Z"),
  fc.constantFrom<unknown[]>(JSON.parse('{"__proto__":{"polluted":1}}'), {
    constructor: { prototype: { polluted: 1 } },
  }),
  fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }),
);

const IDS = fc.constantFrom<unknown[]>("a", "b", "c", "", "call_1_1", "call_2_1", "long-id-".repeat(6), 1, null);
const STRANGE_KEYS = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "10",
  "2",
  "\ud800",
  "extra",
);

/** An object as described, of which now and then a key is missing, is anything, or is one too many. */
function record(shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const damage = fc.oneof(fc.constant(undefined), VALUES);
  const keys = Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [key, fc.oneof({ weight: 80, arbitrary: value }, damage)]),
  );
  return fc
    .tuple(fc.record(keys), fc.option(fc.tuple(STRANGE_KEYS, VALUES), { freq: 12 }))
    .map(([object, strange]): unknown => {
      const json = JSON.stringify(object);
      return JSON.parse(strange === null ? json : withKey(json, ...strange));
    });
}

/** A value, or half of the time none. */
function maybe(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constant(undefined), value);
}

/** JSON text of an object with one more key; JavaScript cannot spell `__proto__` in a literal. */
function withKey(json: string, key: string, value: unknown): string {
  const member = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  return json === "{}" ? `{${member}}` : `${json.slice(0, -1)},${member}}`;
}

function listOf(items: fc.Arbitrary<unknown>, maxLength: number): fc.Arbitrary<unknown[]> {
  return fc.array(items, { maxLength });
}

const TEXT = fc.constantFrom("", "short", "a text that is longer than a short one", 'é 😀 and quotes " and \\ and \n');
const CALL = record({ tool_call_id: IDS, function_name: fc.constantFrom("f", "g"), arguments: maybe(VALUES) });
const CALLS = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown[]>([call("a")], [call("a"), call("b")], [call("c"), call("a")], []) },
  listOf(CALL, 3),
);
const REFERENCE = record({
  session_id: IDS,
  trajectory_id: maybe(IDS),
  trajectory_path: maybe(IDS),
  extra: maybe(VALUES),
});
const RESULT = record({
  source_call_id: fc.oneof({ weight: 6, arbitrary: fc.constant("a") }, IDS),
  content: fc.oneof({ weight: 4, arbitrary: TEXT }, VALUES),
  subagent_trajectory_ref: maybe(listOf(REFERENCE, 2)),
  extra: maybe(fc.constantFrom({ is_error: true }, null)),
});
const STAMP = maybe(fc.constantFrom("2025-01-01T00:00:00Z", "2025-01-01", 20250101));
const SPOKEN = record({
  source: fc.constantFrom("user", "system", "user", "assistant"),
  message: TEXT,
  timestamp: STAMP,
  is_copied_context: maybe(fc.boolean()),
});
const ACTED = record({
  source: fc.constant("agent"),
  message: fc.oneof({ weight: 4, arbitrary: TEXT }, VALUES),
  timestamp: STAMP,
  reasoning_content: maybe(TEXT),
  tool_calls: CALLS,
  observation: maybe(record({ results: listOf(RESULT, 3) })),
  metrics: maybe(VALUES),
});

function call(id: string): unknown {
  return { tool_call_id: id, function_name: "f", arguments: { b: [1, 2.5], a: id } };
}

const { trajectory: TRAJECTORY } = fc.letrec<{ trajectory: unknown }>((tie) => ({
  trajectory: record({
    schema_version: fc.constantFrom("ATIF-v1.6", "ATIF-v1.0"),
    session_id: fc.constantFrom("s", "a", "a:b"),
    trajectory_id: maybe(fc.constantFrom("a", "b", "a:b", "a-2", "a-3", "subagent-1", "subagent-2")),
    agent: record({
      name: fc.constant("n"),
      version: fc.constant("1"),
      extra: maybe(record({ cwd: maybe(TEXT), git: maybe(VALUES) })),
    }),
    steps: fc.array(fc.oneof(SPOKEN, ACTED, ACTED), { minLength: 1, maxLength: 3 }).map(numbered),
    notes: maybe(VALUES),
    extra: maybe(VALUES),
    final_metrics: maybe(VALUES),
    subagent_trajectories: fc.oneof({ maxDepth: 2 }, fc.constant(undefined), listOf(tie("trajectory"), 3)),
  }),
}));

/** Steps mostly numbered as they should be. */
function numbered(steps: readonly unknown[]): unknown[] {
  return steps.map((step, index) =>
    typeof step === "object" && step !== null && !Array.isArray(step) ? { step_id: index + 1, ...step } : step,
  );
}

export const TRAJECTORIES: fc.Arbitrary<string> = fc
  .oneof({ weight: 8, arbitrary: TRAJECTORY }, listOf(TRAJECTORY, 3), fc.record({ a: TRAJECTORY, b: TRAJECTORY }))
  .map((value) => JSON.stringify(value));

export const ANYTHING: fc.Arbitrary<string> = fc.oneof(
  fc.json({ stringUnit: "binary" }),
  VALUES.map((value) => JSON.stringify(value)),
);

/** The fixtures that are JSON. */
const FIXTURES: readonly string[] = findInFolder("fixtures/atif", "*.json", true)
  .files.map(({ path }) => readFileSync(path, "utf8"))
  .filter(isPlainJson);

function isPlainJson(text: string): boolean {
  try {
    JSON.parse(text);
    // One fixture is nested as deep as a document may be: wrapped once more it is refused.
    return !text.includes("[".repeat(100));
  } catch {
    return false;
  }
}

/** A fixture with one to three of its values replaced, removed, doubled, wrapped, or given a strange key. */
export const MUTANTS: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...FIXTURES),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 6 }), VALUES, STRANGE_KEYS), { minLength: 1, maxLength: 3 }),
  )
  .map(([fixture, changes]) =>
    changes.reduce((json, [pick, change, value, key]) => mutate(json, pick, change, value, key), fixture),
  );

function mutate(json: string, pick: number, change: number, value: unknown, key: string): string {
  const document: unknown = JSON.parse(json);
  const total = count(document);
  let left = pick % total;
  const text = (node: unknown): string => {
    const chosen = left-- === 0;
    if (chosen && change === 0) return JSON.stringify(value);
    if (chosen && change === 1) return `[${JSON.stringify(node)}]`;
    if (chosen && change === 2) return `{${JSON.stringify(key)}:${JSON.stringify(node)}}`;
    if (Array.isArray(node)) {
      const items = node.map(text);
      if (chosen && change === 3) items.push(...items);
      if (chosen && change === 4) items.reverse();
      if (chosen && change === 5) items.pop();
      return `[${items.join(",")}]`;
    }
    if (typeof node !== "object" || node === null) return JSON.stringify(node);
    const members = Object.entries(node).map(([name, item]) => `${JSON.stringify(name)}:${text(item)}`);
    if (chosen && change >= 3) members.splice(pick % (members.length + 1), change === 3 ? 0 : 1);
    if (chosen && (change === 3 || change === 6)) members.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${members.join(",")}}`;
  };
  return text(document);
}

function count(node: unknown): number {
  if (typeof node !== "object" || node === null) return 1;
  return Object.values(node).reduce((sum: number, item) => sum + count(item), 1);
}
