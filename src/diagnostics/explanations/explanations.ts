/**
 * Every code explained, by topic: the source of `rollout-ingest explain` and of docs/diagnostics.md.
 *
 * A new code needs three things; a test tells what is missing:
 *
 * 1. an entry in the topic it belongs to (reading.ts, json.ts, ...);
 * 2. an input that triggers it in fixtures/codes/<code>/;
 * 3. `UPDATE_FIXTURES=1 npx vitest run test/diagnostics/explanations.test.ts test/docs/diagnostics.test.ts`,
 *    which runs the example and writes what it prints: read it before you commit it.
 */
import type { Code } from "../codes.ts";
import type { Explanation } from "./explanation.ts";
import { IDENTITY } from "./identity.ts";
import { JSON_TEXT } from "./json.ts";
import { READING } from "./reading.ts";
import { SECRETS } from "./secrets.ts";
import { SESSIONS } from "./sessions.ts";
import { SHAPE } from "./shape.ts";
import { STEPS } from "./steps.ts";

const ALL = { ...READING, ...JSON_TEXT, ...SHAPE, ...STEPS, ...IDENTITY, ...SESSIONS, ...SECRETS } satisfies Record<
  Code,
  Explanation
>;

export interface Topic {
  readonly title: string;
  readonly codes: readonly Code[];
}

/** The topics in the order in which a file is read. */
export const TOPICS: readonly Topic[] = [
  { title: "Reading", codes: codesOf(READING) },
  { title: "JSON", codes: codesOf(JSON_TEXT) },
  { title: "Shape", codes: codesOf(SHAPE) },
  { title: "Steps, calls and results", codes: codesOf(STEPS) },
  { title: "Identity and subagents", codes: codesOf(IDENTITY) },
  { title: "Session logs", codes: codesOf(SESSIONS) },
  { title: "Secrets", codes: codesOf(SECRETS) },
];

/** What is to be told of a code. */
export function explanationOf(code: Code): Explanation {
  return ALL[code];
}

/** The code of this name, or undefined. */
export function findCode(name: string): Code | undefined {
  return TOPICS.flatMap(({ codes }) => codes).find((code) => code === name);
}

function codesOf<Name extends Code>(topic: Readonly<Record<Name, Explanation>>): Name[] {
  const isName = (key: string): key is Name => Object.hasOwn(topic, key);
  return Object.keys(topic).filter(isName);
}
