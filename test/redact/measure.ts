/** Plants secrets in rows, redacts the rows, and counts what was found and what was wrongly taken. */
import { JsonWriter } from "../../src/json/encode.ts";
import { decodeText, type Text } from "../../src/json/text.ts";
import { PLACEHOLDER } from "../../src/redact/placeholder.ts";
import type { Redactor } from "../../src/redact/redactor.ts";
import { TextBlock, type Message, type SeedRow } from "../../src/row/row.ts";
import { writeRow } from "../../src/row/write-row.ts";
import { emptyRow } from "../support/results.ts";
import { jsonText } from "../support/texts.ts";
import { FRAMES, IN_CONTEXT, PLANTED, randomFrom } from "./planted.ts";

/** Ways in which a row holds a text; what comes back is what a reader of the row gets. */
interface Carrier {
  readonly message: (text: string) => Message;
  readonly read: (message: Message) => string;
}

function body(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Every character as an escape, as no writer does it but any may. */
function spelledOut(text: string): string {
  return text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function user(text: Text): Message {
  return { role: "user", content: [new TextBlock(text)] };
}

function textOf({ content }: Message): string {
  const [block] = content;
  return block instanceof TextBlock ? decodeText(block.text) : "";
}

function call(argumentsText: Text): Message {
  const tool = { id: "call_1", type: "function", function: { name: "run", arguments: argumentsText } } as const;
  return { role: "assistant", content: [], tool_calls: [tool] };
}

function argumentsOf({ tool_calls: calls = [] }: Message): unknown {
  return JSON.parse(decodeText(calls[0]?.function.arguments ?? "null"));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

export const CARRIERS: Readonly<Record<string, Carrier>> = {
  string: { message: user, read: textOf },
  slice: { message: (text) => user(jsonText(body(text))), read: textOf },
  "slice, all escapes": { message: (text) => user(jsonText(spelledOut(text))), read: textOf },
  arguments: {
    message: (text) => call(jsonText(body(JSON.stringify({ command: text, timeout: 1.5 })))),
    read: (message) => String(member(argumentsOf(message), "command")),
  },
  "arguments, all escapes": {
    message: (text) => call(`{"command": "${spelledOut(text)}", "n": 12345678901234567890}`),
    read: (message) => String(member(argumentsOf(message), "command")),
  },
  "JSON in arguments": {
    message: (text) => call(JSON.stringify({ input: JSON.stringify({ deep: [text] }) })),
    read(message) {
      const inner: unknown = JSON.parse(String(member(argumentsOf(message), "input")));
      const deep = member(inner, "deep");
      return Array.isArray(deep) ? String(deep[0]) : "";
    },
  },
};

export interface Planting {
  readonly kind: string;
  readonly text: string;
  /** What must be gone. */
  readonly secret: string;
}

/** Every form of every kind in every frame. */
export function plantings(seed: number): readonly Planting[] {
  const random = randomFrom(seed);
  const framed = Object.entries(PLANTED).flatMap(([kind, forms]) =>
    forms.flatMap((form) =>
      Object.values(FRAMES).map((frame): Planting => {
        const secret = form(random);
        return { kind, text: frame(secret), secret };
      }),
    ),
  );
  const inContext = Object.entries(IN_CONTEXT).flatMap(([kind, forms]) =>
    forms.flatMap((form) =>
      ["", "see below:\n", "  12→", "+ "].map((before): Planting => {
        const [lead, secret, tail] = form(random);
        return { kind, text: `${before}${lead}${secret}${tail}`, secret };
      }),
    ),
  );
  return [...framed, ...inContext];
}

export interface Score {
  planted: number;
  found: number;
  /** Found under the kind that it is. */
  named: number;
  /** Found, and all else of the text left as it was. */
  exact: number;
}

/** The scores by kind. */
export function measure(redact: Redactor, planted: readonly Planting[]): ReadonlyMap<string, Score> {
  const scores = new Map<string, Score>();
  for (const { kind, text, secret } of planted) {
    const score = scores.get(kind) ?? { planted: 0, found: 0, named: 0, exact: 0 };
    scores.set(kind, score);
    for (const { message, read } of Object.values(CARRIERS)) {
      score.planted++;
      const { row, secrets } = redact.row(emptyRow("row", [message(text)]));
      const [redacted] = row.messages;
      const result = redacted === undefined ? "" : read(redacted);
      if (result.includes(secret) || isIn(row, secret)) continue;
      score.found++;
      const names = new Set(secrets.map((place) => place.kind));
      if (names.has(kind)) score.named++;
      // In a text that is JSON the secret stood with its escapes.
      const restored = [secret, body(secret)].map((spelled) => result.replaceAll(PLACEHOLDER, () => spelled));
      if (restored.includes(text)) score.exact++;
    }
  }
  return scores;
}

/** True where the bytes of the row still spell the secret. */
function isIn(row: SeedRow, secret: string): boolean {
  const pieces: Buffer[] = [];
  const writer = new JsonWriter((bytes) => pieces.push(Buffer.from(bytes)));
  writeRow(writer, row);
  writer.flush();
  return Buffer.concat(pieces).includes(body(secret));
}

/** What hides a secret from rules that know its form. */
const HIDINGS: Readonly<Record<string, (secret: string) => string>> = {
  "wrapped after 20 characters": (secret) => secret.replaceAll(/.{20}/gu, "$&\n"),
  "as Base64": (secret) => Buffer.from(secret).toString("base64"),
  "in two strings of code": (secret) => `"${secret.slice(0, 12)}" + "${secret.slice(12)}"`,
  "cut after 12 characters": (secret) => `${secret.slice(0, 12)}…`,
};

/** How many of the secrets, hidden, are found all the same. */
export function measureHidden(redact: Redactor, seed: number): ReadonlyMap<string, Score> {
  const random = randomFrom(seed);
  const hidden = Object.entries(HIDINGS).flatMap(([kind, hide]) =>
    Object.values(PLANTED)
      .flat()
      .map((form): Planting => {
        const secret = hide(form(random));
        return { kind, text: `value: ${secret}\n`, secret };
      }),
  );
  return measure(redact, hidden);
}
