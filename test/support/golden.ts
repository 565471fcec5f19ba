/** What becomes of a fixture, as text: its rows byte for byte, and its report as a person sees it. */
import { readFileSync, writeFileSync } from "node:fs";
import { discover, type InputFile } from "../../src/discover/discover.ts";
import { textReporter } from "../../src/diagnostics/text-reporter.ts";
import { VALIDATION_LEVELS, type FormatHandler, type ValidationLevel } from "../../src/formats/handler.ts";
import { recordOf, type FileResult } from "../../src/ingest/file-result.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { JsonWriter } from "../../src/json/encode.ts";
import { writeRow } from "../../src/row/write-row.ts";

/** One section a level: the outcome, the rows, the report. A level like the one before says so. */
export function goldenOf(handler: FormatHandler, file: InputFile): Promise<string> {
  return sections((level) => run(handler, [file], level, () => ""));
}

/** The same for a folder of files that belong together, each under its name. */
export async function goldenOfFolder(handler: FormatHandler, folder: string): Promise<string> {
  const files = discover({
    kind: "path",
    path: folder,
    pattern: handler.filePattern,
    recursive: true,
  }).files.map(({ root, path, relativePath, named }): InputFile => ({
    root,
    path,
    relativePath,
    named,
    displayPath: relativePath,
  }));
  return sections((level) => run(handler, files, level, (name) => `-- ${name}: `));
}

async function sections(write: (level: ValidationLevel) => Promise<string>): Promise<string> {
  let golden = "";
  let last = "";
  for (const level of VALIDATION_LEVELS) {
    const text = await write(level);
    golden += `== ${level}: ${text === last ? "as before\n" : text}`;
    last = text;
  }
  return golden;
}

async function run(
  handler: FormatHandler,
  files: readonly InputFile[],
  level: ValidationLevel,
  head: (name: string) => string,
): Promise<string> {
  let golden = "";
  const results = ingestFiles(files, { handler, level, sourcePath: "relative" }, Infinity, (result) =>
    written(result, level),
  );
  let index = 0;
  for await (const text of results) golden += `${head(files[index++]?.relativePath ?? "")}${text}`;
  return golden;
}

function written(result: FileResult, level: ValidationLevel): string {
  let report = "";
  const reporter = textReporter((text) => (report += text), { level, quiet: false }, false);
  const pieces: Buffer[] = [];
  const writer = new JsonWriter((bytes) => void pieces.push(Buffer.from(bytes)));
  for (const row of result.outcome === "rows" ? result.rows : []) {
    writeRow(writer, row);
    writer.raw("\n");
  }
  writer.flush();
  reporter.file(recordOf(result));
  const outcome = result.outcome === "skipped" ? `skipped: ${result.reason}` : result.outcome;
  return `${outcome}\n${Buffer.concat(pieces).toString("utf8")}${report}`;
}

/** The expected text, which lies beside the fixture; UPDATE_FIXTURES=1 writes it anew. */
export function expectedGolden(path: string, actual: string): string {
  const name = `${path}.expected`;
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(name, actual);
  return readFileSync(name, "utf8");
}
