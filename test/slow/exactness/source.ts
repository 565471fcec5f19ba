/**
 * Session logs as a plain reader sees them: JSON.parse line by line, and what each record says, by whom.
 * It shares no code with the program: what both say alike is not said so by one mistake.
 */
import { readFileSync } from "node:fs";

/** A text of the conversation, as the log has it. */
export interface Said {
  readonly kind: "user" | "assistant" | "system" | "reasoning" | "result";
  readonly text: string;
  /** The call that a result answers. */
  readonly call?: string;
  /** Which record it is of, from 0. */
  readonly record: number;
}

export interface Called {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
  readonly record: number;
}

export interface Source {
  readonly said: readonly Said[];
  readonly called: readonly Called[];
}

/** What a record says, without its place. */
type Told = Omit<Said, "record"> | Omit<Called, "record">;

export type Reader = (record: unknown) => readonly Told[];

/** What records say. */
export function readRecords(records: readonly unknown[], reader: Reader): Source {
  const said: Said[] = [];
  const called: Called[] = [];
  for (const [record, value] of records.entries()) {
    for (const told of reader(value)) {
      if ("kind" in told) said.push({ ...told, text: told.text.toWellFormed(), record });
      else called.push({ ...told, record });
    }
  }
  return { said, called };
}

/** The records of a log; lines that are no JSON are left out, records that stand on one line taken apart. */
export function recordsOf(path: string): readonly unknown[] {
  const text = readFileSync(path, "utf8");
  const items = at(parsed(text)?.value, "items");
  if (Array.isArray(items)) return items;
  return text.split("\n").flatMap((line) => {
    const one = parsed(line);
    if (one !== null) return [one.value];
    return line.split(/(?<=\})(?=\{)/u).flatMap((part) => parsed(part)?.value ?? []);
  });
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/u, "")) };
  } catch {
    return null;
  }
}

export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}

function textAt(value: unknown, key: string): string {
  const text = at(value, key);
  return typeof text === "string" ? text : "";
}

/** The texts of a content: one string, or the blocks that have a text. */
function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: unknown) => {
    const text = typeof block === "string" ? block : at(block, "text");
    return typeof text === "string" ? [text] : [];
  });
}

export const claudeCode: Reader = (record) => {
  const type = at(record, "type");
  if (type !== "user" && type !== "assistant") return [];
  const content = at(record, "message", "content");
  if (typeof content === "string") return [{ kind: type, text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: unknown): readonly Told[] => {
    switch (at(block, "type")) {
      case "text":
        return [{ kind: type, text: textAt(block, "text") }];
      case "thinking":
        return [{ kind: "reasoning", text: textAt(block, "thinking") }];
      case "tool_use":
        return [{ id: textAt(block, "id"), name: textAt(block, "name"), arguments: at(block, "input") }];
      case "tool_result":
        return textsOf(at(block, "content")).map((text) => ({
          kind: "result",
          text,
          call: textAt(block, "tool_use_id"),
        }));
      default:
        return [];
    }
  });
};

export const codex: Reader = (record) => {
  const item = at(record, "type") === "response_item" ? at(record, "payload") : record;
  const type = textAt(item, "type");
  const call = textAt(item, "call_id") || textAt(item, "id");
  switch (type) {
    case "message": {
      const role = at(item, "role");
      const kind = role === "assistant" || role === "user" ? role : "system";
      return textsOf(at(item, "content")).map((text) => ({ kind, text }));
    }
    case "reasoning": {
      const summary = textsOf(at(item, "summary"));
      return (summary.length > 0 ? summary : textsOf(at(item, "content"))).map((text) => ({ kind: "reasoning", text }));
    }
    case "function_call":
      return [{ id: call, name: textAt(item, "name"), arguments: at(item, "arguments") }];
    case "custom_tool_call":
      return [{ id: call, name: textAt(item, "name"), arguments: { input: at(item, "input") } }];
    case "function_call_output":
    case "custom_tool_call_output": {
      const output = at(item, "output");
      const texts =
        typeof output === "object" && !Array.isArray(output) ? textsOf(at(output, "content")) : textsOf(output);
      return texts.map((text) => ({ kind: "result", text, call }));
    }
    default:
      return [];
  }
};

export const pi: Reader = (record) => {
  if (at(record, "type") !== "message") return [];
  const message = at(record, "message");
  const content = at(message, "content");
  switch (at(message, "role")) {
    case "user":
      return textsOf(content).map((text) => ({ kind: "user", text }));
    case "toolResult":
      return textsOf(content).map((text) => ({ kind: "result", text, call: textAt(message, "toolCallId") }));
    case "assistant":
      return listAt(message, "content").flatMap((block): readonly Told[] => {
        switch (at(block, "type")) {
          case "text":
            return [{ kind: "assistant", text: textAt(block, "text") }];
          case "thinking":
            return [{ kind: "reasoning", text: textAt(block, "thinking") }];
          case "toolCall":
            return [{ id: textAt(block, "id"), name: textAt(block, "name"), arguments: at(block, "arguments") }];
          default:
            return [];
        }
      });
    default:
      return [];
  }
};
