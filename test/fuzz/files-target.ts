/** Files through the whole way, from a folder to rows and reports, at every level. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { discover } from "../../src/discover/discover.ts";
import { nameOf, type FormatChoice } from "../../src/formats/choice.ts";
import type { ValidationLevel } from "../../src/formats/handler.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { unpackFiles } from "./archive.ts";
import { hold, Witness } from "./properties.ts";

/** A name that the format would give to a file. */
const NAMES: Readonly<Record<string, string>> = {
  atif: "trajectory.json",
  claude_code: "session.jsonl",
  codex: "rollout-2026-01-02T03-04-05-00000000-0000-7000-8000-000000000000.jsonl",
  hermes_agent: "session_a.json",
  pi_coding_agent: "2026-01-02T03-04-05-678Z_a.jsonl",
  auto: "a.jsonl",
};

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rollout-ingest-fuzz-")));

/** Takes the folder away that the files lay in. */
export function cleanUp(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** @throws Error where a property does not hold */
export async function checkFiles(choice: FormatChoice, input: Buffer): Promise<void> {
  const name = nameOf(choice);
  const files = unpackFiles(input, NAMES[name] ?? "a.json");
  fillFolder(files);
  const levels: readonly ValidationLevel[] = name === "atif" ? ["strict", "spec", "lenient"] : ["strict", "lenient"];
  const results: (readonly string[])[] = [];
  for (const level of levels) results.push(await outcomesAt(level, choice, input.length));
  if (Object.keys(files).length > 1) return;
  for (const [lower, higher] of results.slice(1).map((outcomes, index) => [results[index], outcomes])) {
    hold(lower?.[0] !== "rows" || higher?.[0] === "rows", "a higher level that accepts less");
  }
}

let present: readonly string[] = [];

/** Folders stay where they are: to take them away takes longer than to convert what was in them. */
function fillFolder(files: Readonly<Record<string, Buffer>>): void {
  for (const file of present) rmSync(path.join(folder, file));
  present = [];
  try {
    write(files);
  } catch {
    // What was a folder is a file now, or the other way round.
    for (const entry of readdirSync(folder)) rmSync(path.join(folder, entry), { recursive: true });
    write(files);
  }
  present = Object.keys(files);
}

function write(files: Readonly<Record<string, Buffer>>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
}

async function outcomesAt(level: ValidationLevel, handler: FormatChoice, bytes: number): Promise<readonly string[]> {
  const { files, skipped } = discover({ kind: "path", path: folder, pattern: "*", recursive: true });
  const witness = new Witness(files.length + skipped.length, bytes);
  const settings = { handler, level, sourcePath: "relative" } as const;
  const results = ingestFiles(
    files,
    settings,
    Infinity,
    (result) => witness.file(result),
    (diagnostic) => witness.diagnostic(diagnostic),
  );
  while ((await results.next()).done !== true);
  witness.finish();
  hold(witness.outcomes.length === files.length, "a file without an outcome");
  return witness.outcomes;
}
