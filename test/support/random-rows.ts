/** Random seed rows of every shape that the row's type allows. */
import fc from "fast-check";
import { JsonNumber } from "../../src/json/number.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";
import { completeRow } from "../../src/row/derive.ts";
import { buildMessage } from "../../src/row/messages.ts";
import {
  SOURCE_KINDS,
  TextBlock,
  type ContentBlock,
  type Message,
  type SeedRow,
  type SourceMeta,
  type ToolCall,
} from "../../src/row/row.ts";
import { emptyRow } from "./results.ts";
import { LONG_TEXTS, TEXTS } from "./texts.ts";

const KEYS = fc.oneof(
  fc.constantFrom("type", "text", "json", "source", "", "10", "2", "__proto__", "constructor", "\uFFFD", "\ud83d", "é"),
  fc.string({ unit: "binary", maxLength: 5 }),
);

const VALUES: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    fc.constantFrom(null, true, false, 0, -1.5, 1e21, 2 ** 53),
    fc.constantFrom("1.0", "1e5", "-0", "12345678901234567890", "NaN", "-Infinity").map((text) => new JsonNumber(text)),
    TEXTS,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(KEYS, tie("value")), { maxLength: 4 }).map(objectOf),
  ),
})).value;

/** With keys such as `__proto__` as its own. */
function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

/** Blocks of ours, of the source, and those of the source that say no more than ours. */
const BLOCKS: fc.Arbitrary<ContentBlock> = fc.oneof(
  { weight: 4, arbitrary: LONG_TEXTS.map((text): ContentBlock => new TextBlock(text)) },
  TEXTS.map((text): ContentBlock => ({ type: "text", text })),
  TEXTS.map((text): ContentBlock => ({ text, type: "text" })),
  TEXTS.map((text): ContentBlock => ({ type: "image", text })),
  fc.tuple(TEXTS, VALUES).map(([text, more]): ContentBlock => ({ type: "text", text, cache_control: more })),
  fc.tuple(VALUES, VALUES).map(([type, text]): ContentBlock => ({ type, text })),
  fc
    .tuple(VALUES, fc.array(fc.tuple(KEYS, VALUES), { maxLength: 4 }))
    .map(([type, rest]): ContentBlock => objectOf([["type", type], ...rest])),
  fc.constant<ContentBlock>({ type: "text" }),
);

const CALLS: fc.Arbitrary<ToolCall> = fc
  .tuple(TEXTS, TEXTS, LONG_TEXTS)
  .map(([id, name, text]) => ({ id, type: "function", function: { name, arguments: text } }));

const few = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> => fc.array(item, { maxLength: 4 });
const nullable = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item | null> => fc.option(item, { freq: 2 });

const MESSAGES: fc.Arbitrary<Message> = fc
  .tuple(
    fc.constantFrom("user", "assistant", "system", "tool"),
    few(BLOCKS),
    nullable(LONG_TEXTS),
    few(CALLS),
    nullable(TEXTS),
  )
  .map(([role, content, reasoning, toolCalls, toolCallId]) =>
    buildMessage({ role, content, reasoning, toolCalls, toolCallId }),
  );

const COLUMNS = fc.tuple(TEXTS, TEXTS, nullable(TEXTS), nullable(TEXTS), nullable(TEXTS), nullable(TEXTS));
const META: fc.Arbitrary<SourceMeta> = fc
  .tuple(fc.array(fc.tuple(KEYS, VALUES), { maxLength: 5 }), fc.boolean())
  .map(([entries, absent]) => Object.fromEntries(absent ? [...entries, ["absent", undefined]] : entries));

/** Rows whose derived columns follow from their messages. */
export const ROWS: fc.Arbitrary<SeedRow> = fc
  .tuple(
    COLUMNS,
    fc.array(MESSAGES, { maxLength: 5 }),
    META,
    fc.constantFrom(...SOURCE_KINDS),
    fc.boolean(),
    nullable(TEXTS),
    fc.string({ unit: "binary" }),
  )
  .map(
    ([
      [trace_id, root_session_id, agent_id, cwd, project_path, git_branch],
      messages,
      source_meta,
      kind,
      sidechain,
      at,
      source,
    ]) =>
      completeRow({
        trace_id,
        source_kind: kind,
        source_path: source,
        root_session_id,
        agent_id,
        is_sidechain: sidechain,
        cwd,
        project_path,
        git_branch,
        started_at: at,
        ended_at: at,
        messages,
        source_meta,
      }),
  );

/** A row of about a size, whose text compresses to three quarters at best. */
export function rowOf(id: string, textBytes: number): SeedRow {
  return emptyRow(id, [{ role: "user", content: [new TextBlock(noise(id, textBytes))] }]);
}

/** Letters and digits that follow from a seed, without a pattern. */
function noise(seed: string, length: number): string {
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  const bytes = Buffer.alloc(Math.ceil((length * 3) / 4) + 3);
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes.toString("base64url").slice(0, length);
}
