/** Compressed rollouts of every format: the same rows as without. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { AUTO, patternOf, type FormatChoice } from "../../src/formats/choice.ts";
import { HANDLERS } from "../../src/formats/registry.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { toPlainRow } from "../../src/row/plain-row.ts";
import { zstdCodec } from "../../src/sinks/compression.ts";
import { makeFolder, type Tree } from "../support/folder.ts";

const zstd = await zstdCodec();

/** Fixtures of which rows come, with what is between their files. */
const FIXTURES: readonly (readonly [format: string, folder: string, rows: number])[] = [
  ["atif", "atif/plain", 1],
  ["atif", "atif/subagents", 1],
  ["claude_code", "claude-code/subagents", 2],
  ["claude_code", "claude-code/summaries", 2],
  ["claude_code", "claude-code/repeated-records", 1],
  ["codex", "codex/forks", 2],
  ["codex", "codex/document", 1],
  ["hermes_agent", "hermes/snapshot-plain", 1],
  ["hermes_agent", "hermes/same-session", 1],
  ["pi_coding_agent", "pi/forks", 2],
];

function treeOf(folder: string, change: (bytes: Buffer) => Uint8Array, ending: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      // Indexes and the like are read where they lie, as they are.
      const isRollout =
        /\.jsonl?$/u.test(entry.name) && !/^(?:sessions|sessions-index)\.json$|meta\.json$/u.test(entry.name);
      const bytes = readFileSync(file);
      return [path.relative(folder, file) + (isRollout ? ending : ""), isRollout ? change(bytes) : bytes];
    }),
  );
}

/** What becomes of the files, without the one thing that differs: their names. */
async function outcomes(tree: Tree, choice: FormatChoice, ending: string): Promise<unknown[]> {
  const folder = makeFolder(tree);
  const { files } = discover({ kind: "path", path: folder, pattern: patternOf(choice), recursive: true });
  const found: unknown[] = [];
  const settings = { handler: choice, level: "strict", sourcePath: "relative" } as const;
  const results = ingestFiles(files, settings, Infinity, (result) => {
    const rows = result.outcome === "rows" ? result.rows.map(toPlainRow) : [];
    found.push({ outcome: result.outcome, rows, problems: result.diagnostics });
  });
  while ((await results.next()).done !== true);
  const text = JSON.stringify(found).replaceAll(folder, "");
  return [JSON.parse(ending === "" ? text : text.replaceAll(ending, ""))];
}

test.each(FIXTURES)("%s: %s", async (format, folder, rows) => {
  const handler = HANDLERS.find(({ name }) => name === format);
  if (handler === undefined) throw new Error(format);
  const place = path.join("fixtures", folder);
  const choices: readonly FormatChoice[] = [handler, AUTO];
  for (const choice of choices) {
    const plain = await outcomes(
      treeOf(place, (bytes) => bytes, ""),
      choice,
      "",
    );
    expect(JSON.stringify(plain).split('"trace_id"').length - 1).toBeGreaterThanOrEqual(rows);
    expect(
      await outcomes(
        treeOf(place, (bytes) => gzipSync(bytes), ".gz"),
        choice,
        ".gz",
      ),
    ).toEqual(plain);
    expect(await outcomes(treeOf(place, zstd, ".zst"), choice, ".zst")).toEqual(plain);
  }
});

test("a compressed file beside the one that it was made of is superseded", () => {
  const bytes = Buffer.from("{}");
  const folder = makeFolder({ "a.json": bytes, "a.json.gz": gzipSync(bytes), "b.json.gz": gzipSync(bytes) });
  const { files, skipped } = discover({ kind: "path", path: folder, pattern: "*.json{,.gz,.zst}", recursive: true });
  expect(files.map(({ relativePath }) => relativePath)).toEqual(["a.json", "b.json.gz"]);
  expect(skipped).toEqual([{ displayPath: path.join(folder, "a.json.gz"), reason: "superseded" }]);
});
