/** What holds of every redacted row. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonWriter } from "../../src/json/encode.ts";
import { decodeText, isText, type Text } from "../../src/json/text.ts";
import { makeRedactor, type Redactor } from "../../src/redact/redactor.ts";
import { TextBlock, type Message, type SeedRow } from "../../src/row/row.ts";
import { completeRow } from "../../src/row/derive.ts";
import { writeRow } from "../../src/row/write-row.ts";
import { ROWS } from "../support/random-rows.ts";
import { emptyRow } from "../support/results.ts";
import { jsonText } from "../support/texts.ts";
import { CARRIERS, plantings, type Planting } from "./measure.ts";

const redact = makeRedactor({ mode: "replace", values: ['correct horse "é/\\ battery'], anonymizePaths: true });
const planted = plantings(5);

function bytesOf(row: SeedRow): Buffer {
  const pieces: Buffer[] = [];
  const writer = new JsonWriter((bytes) => pieces.push(Buffer.from(bytes)));
  writeRow(writer, row);
  writer.flush();
  return Buffer.concat(pieces);
}

/** Rows of every shape, with secrets in some of their messages, in source_meta and in the columns. */
const PLANTED_ROWS: fc.Arbitrary<{ row: SeedRow; secrets: readonly Planting[] }> = fc
  .tuple(
    ROWS,
    fc.array(fc.tuple(fc.constantFrom(...planted), fc.constantFrom(...Object.values(CARRIERS))), { maxLength: 4 }),
  )
  .map(([row, parts]) => {
    const messages = [...row.messages, ...parts.map(([{ text }, { message }]) => message(text))];
    const texts = parts.map(([{ text }]) => text);
    const [cwd = null] = texts;
    const meta = { ...row.source_meta, notes: texts.map((text) => ({ [text]: [text] })) };
    return { row: completeRow({ ...row, messages, cwd, source_meta: meta }), secrets: parts.map(([part]) => part) };
  });

/** What a row says but for its texts. */
function shapeOf(value: unknown): unknown {
  if (isText(value)) return "";
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value;
  // What is undefined is not in the row.
  return Object.values(value)
    .filter((item) => item !== undefined)
    .map(shapeOf);
}

function idsOf({ messages }: SeedRow): readonly (Text | undefined)[] {
  return messages.flatMap(({ tool_calls: calls = [], tool_call_id: id }) => [...calls.map((call) => call.id), id]);
}

test("the shape stays, and the second time finds nothing", () => {
  fc.assert(
    fc.property(PLANTED_ROWS, ({ row }) => {
      const once = redact.row(row);
      expect(shapeOf(once.row)).toEqual(shapeOf(row));
      expect(JSON.parse(bytesOf(once.row).toString())).toBeTypeOf("object");
      const twice = redact.row(once.row);
      expect(twice.secrets).toEqual([]);
      expect(twice.names).toBe(0);
      expect(twice.row).toBe(once.row);
    }),
  );
});

test("no secret is left, in any spelling", () => {
  fc.assert(
    fc.property(PLANTED_ROWS, ({ row, secrets }) => {
      const text = bytesOf(redact.row(row).row).toString();
      // Without the backslashes of all levels every spelling of what needs no escape is the same.
      const bare = text.replaceAll(/\\+u([\da-f]{4})/giu, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      for (const { secret } of secrets) expect(bare).not.toContain(secret);
    }),
  );
});

test("a row in which nothing is found is the same row", () => {
  fc.assert(
    fc.property(ROWS, (row) => {
      const { row: redacted, secrets, names } = redact.row(row);
      fc.pre(secrets.length === 0 && names === 0);
      expect(redacted).toBe(row);
    }),
  );
});

test("what is found in a row is counted where it is", () => {
  const [first] = planted;
  const secret = first?.secret ?? "";
  const row = emptyRow("row", [
    { role: "user", content: [new TextBlock(`a ${secret} b ${secret}`)] },
    {
      role: "assistant",
      content: [{ type: "thinking", parts: [{ note: secret }] }],
      reasoning_content: secret,
      tool_calls: [
        { id: "call_1", type: "function", function: { name: "f", arguments: JSON.stringify({ a: secret }) } },
      ],
    },
  ]);
  const kind = first?.kind ?? "";
  expect(redact.row(row).secrets).toEqual([
    { path: ["messages", 0, "content", 0, "text"], kind, count: 2 },
    { path: ["messages", 1, "content", 0, "parts", 0, "note"], kind, count: 1 },
    { path: ["messages", 1, "reasoning_content"], kind, count: 1 },
    { path: ["messages", 1, "tool_calls", 0, "function", "arguments"], kind, count: 1 },
  ]);
});

test("the last answer says what the messages say", () => {
  const [first] = planted;
  const row = emptyRow("row", [{ role: "assistant", content: [new TextBlock(first?.text ?? "")] }]);
  const { row: redacted } = redact.row(row);
  const [block] = redacted.messages[0]?.content ?? [];
  expect(redacted.final_assistant_message).toBe(block instanceof TextBlock ? block.text : null);
  expect(redacted.final_assistant_message).toContain("[REDACTED:");
});

test("ids of calls are left alone, and stay the same on both sides", () => {
  const ids = [
    "toolu_01A09q90qw90lq917835lq9Z",
    "call_abc123DEF456ghi789JKL012",
    "7f9c24e8-3b12-4c8e-9d5a-1f0e2d3c4b5a",
    "fc_68a1",
  ];
  const [{ secret } = { secret: "" }] = planted;
  const messages = [...ids, secret].flatMap((id): Message[] => [
    {
      role: "assistant",
      content: [],
      tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }],
    },
    { role: "tool", content: [], tool_call_id: id },
  ]);
  const linked = idsOf(redact.row(emptyRow("row", messages)).row)
    .filter((id) => id !== undefined)
    .map(decodeText);
  expect(linked.slice(0, -2)).toEqual(ids.flatMap((id) => [id, id]));
  expect(linked.at(-1)).toBe(linked.at(-2));
  expect(linked.at(-1)).not.toContain(secret);
});

function once(redactor: Redactor, text: string): string {
  const [message] = redactor.row(emptyRow("row", [{ role: "user", content: [new TextBlock(text)] }])).row.messages;
  const [block] = message?.content ?? [];
  return block instanceof TextBlock ? decodeText(block.text) : "";
}

test("the same secret reads the same in every row, text and redactor; of a password nothing is told", () => {
  const other = makeRedactor({ mode: "replace", values: [], anonymizePaths: false });
  const [one, two] = planted.filter(({ kind, text, secret }) => kind === "github-token" && text === secret);
  expect(once(redact, one?.text ?? "")).toMatch(/^\[REDACTED:github-token:[0-9a-f]{6}\]$/u);
  expect(once(other, one?.text ?? "")).toBe(once(redact, one?.text ?? ""));
  expect(once(redact, two?.text ?? "")).not.toBe(once(redact, one?.text ?? ""));
  expect(once(redact, "postgres://svc:x7Kq-one-9@db/a")).toBe("postgres://svc:[REDACTED:url-password]@db/a");
  expect(once(redact, "postgres://svc:y8Lr-two-0@db/a")).toBe("postgres://svc:[REDACTED:url-password]@db/a");
});

/** The arguments of a call when its row was redacted. */
function redactedArguments(given: string): string {
  const called = { name: "f", arguments: jsonText(JSON.stringify(given).slice(1, -1)) };
  const calls = [{ id: "c", type: "function" as const, function: called }];
  const { row } = redact.row(emptyRow("row", [{ role: "assistant", content: [], tool_calls: calls }]));
  return decodeText(row.messages[0]?.tool_calls?.[0]?.function.arguments ?? "");
}

test("arguments keep all but their secrets to the letter; a key of a named secret is enough", () => {
  const given = `{"a": 1.50, "big": 12345678901234567890, "nan": NaN, "note": "caf\\u00e9 \\/", "password": "tR0ub4dor3xyzzy2ab"}`;
  expect(redactedArguments(given)).toBe(given.replace("tR0ub4dor3xyzzy2ab", "[REDACTED:assigned-secret]"));
});

test("a string of arguments that held a secret is spelled as Python spells the others", () => {
  const given = '{"note": "\\u00e9 \\ud83d\\ude42 \\u007f postgres://a:x7Kq-one-9@db/"}';
  expect(redactedArguments(given)).toBe(given.replace("x7Kq-one-9", "[REDACTED:url-password]"));
});

test("keys that become the same stay two", () => {
  const meta = { env: { "postgres://a:x7Kq-one-9@db/": 1, "postgres://a:y8Lr-two-0@db/": 2, z: 3 } };
  const { row } = redact.row({ ...emptyRow("row"), source_meta: meta });
  expect(Object.entries(row.source_meta["env"] ?? {})).toEqual([
    ["postgres://a:[REDACTED:url-password]@db/", 1],
    ["postgres://a:[REDACTED:url-password]@db/'", 2],
    ["z", 3],
  ]);
});

test("of thousands of keys that become the same all stay, in few steps each", () => {
  const count = 20_000;
  const env = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`postgres://a:x7Kq-one-${index}@db/`, index]),
  );
  const { row } = redact.row({ ...emptyRow("row"), source_meta: { env } });
  const masked = "postgres://a:[REDACTED:url-password]@db/";
  const names = Object.keys(row.source_meta["env"] ?? {});
  expect(names.slice(0, 3)).toEqual([masked, `${masked}'`, `${masked}'2`]);
  expect(names.at(-1)).toBe(`${masked}'${count - 1}`);
  expect(Object.values(row.source_meta["env"] ?? {})).toEqual(Object.values(env));
});
