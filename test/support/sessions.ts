/** Runs over made-up session logs, and what must hold of every row of one. */
import { expect } from "vitest";
import type { InputFile } from "../../src/discover/discover.ts";
import { findInFolder } from "../../src/discover/folder.ts";
import type { Look, SessionHandler, ValidationLevel } from "../../src/formats/handler.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { toPlainRow } from "../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../src/row/schema.ts";
import { makeFolder, type Tree } from "./folder.ts";

export function jsonl(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** What became of a file. */
export interface Outcome {
  readonly outcome: string;
  readonly rows: readonly PlainSeedRow[];
  readonly codes: readonly string[];
  readonly found: readonly (string | undefined)[];
}

export interface RunSettings {
  readonly reversed?: boolean;
  readonly level?: ValidationLevel;
  readonly pattern?: string;
}

/** Reads the files of a folder, in the order of their names or the other way round. */
export async function ingestFolder(
  handler: SessionHandler,
  folder: string,
  { reversed = false, level = "strict", pattern = handler.filePattern }: RunSettings = {},
): Promise<Record<string, Outcome>> {
  const { files } = findInFolder(folder, pattern, true);
  const ordered = files.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1) * (reversed ? -1 : 1));
  const outcomes: Record<string, Outcome> = {};
  const results = ingestFiles(
    ordered,
    { handler: acrossThreads(handler), level, sourcePath: "relative" },
    Infinity,
    (result) => {
      outcomes[result.file.relativePath] = {
        outcome: result.outcome === "skipped" ? result.reason : result.outcome,
        rows: result.outcome === "rows" ? result.rows.map(toPlainRow) : [],
        codes: result.diagnostics.map(({ code }) => code),
        found: result.diagnostics.map(({ found }) => found?.replaceAll(folder, "")),
      };
    },
  );
  while ((await results.next()).done !== true);
  return outcomes;
}

/** A format of which all that is seen and planned goes from thread to thread. */
function acrossThreads(handler: SessionHandler): SessionHandler {
  return {
    ...handler,
    async prepare(files, preparation) {
      async function* look<Seen>(one: Look<Seen>, seen: readonly InputFile[]): AsyncGenerator<Seen, void> {
        for await (const found of preparation.look(one, seen)) yield structuredClone(found);
      }
      return structuredClone(await handler.prepare(files, { ...preparation, look }));
    },
  };
}

/** The same for files that are made for it, and taken away behind it. */
export async function ingestTree(
  handler: SessionHandler,
  tree: Tree,
  settings: RunSettings = {},
): Promise<Record<string, Outcome>> {
  const cleanups: (() => void)[] = [];
  const folder = makeFolder(tree, (act) => void cleanups.push(act));
  const outcomes = await ingestFolder(handler, folder, settings);
  for (const clean of cleanups) clean();
  return outcomes;
}

/** Results stand behind the message that called for them, and no two messages of the assistant meet. */
export function checkMessages({ messages }: PlainSeedRow): void {
  let declared = new Set<string>();
  let last = "";
  for (const { role, tool_calls: calls, tool_call_id: id } of messages) {
    if (role === "assistant") {
      expect(last, "two assistant messages in a row").not.toBe("assistant");
      declared = new Set((calls ?? []).map((call) => call.id));
    } else if (role === "tool") {
      expect(["assistant", "tool"], "a result behind somebody else's words").toContain(last);
      expect(declared, "a result of a call that was not made").toContain(id);
    }
    last = role;
  }
}

/** How often each token is in the messages, and in what of `source_meta` holds what messages cannot. */
export function occurrences(
  rows: readonly PlainSeedRow[],
  tokens: readonly string[],
  keys: readonly string[],
): number[] {
  const said = rows
    .map(({ messages, source_meta: extra }) => JSON.stringify([messages, ...keys.map((key) => extra[key])]))
    .join("\n");
  return tokens.map((token) => said.split(token).length - 1);
}

/** The sum of counts by name. */
export function sumOf(counts: unknown): number {
  const values: unknown[] = typeof counts === "object" && counts !== null ? Object.values(counts) : [];
  return values.reduce<number>((sum, count) => sum + Number(count), 0);
}
