/** What becomes of a fixture, as text: its rows byte for byte, and its report as a person sees it. */
import { readFileSync, writeFileSync } from "node:fs";
import type { InputFile } from "../../src/discover/discover.ts";
import { textReporter } from "../../src/diagnostics/text-reporter.ts";
import { VALIDATION_LEVELS, type FormatHandler } from "../../src/formats/handler.ts";
import { ingestFile } from "../../src/ingest/ingest-file.ts";
import { JsonWriter } from "../../src/json/encode.ts";
import { writeRow } from "../../src/row/write-row.ts";

/** One section a level: the outcome, the rows, the report. A level like the one before says so. */
export function goldenOf(handler: FormatHandler, file: InputFile): string {
  let last = "";
  const sections = VALIDATION_LEVELS.map((level) => {
    let report = "";
    const reporter = textReporter((text) => (report += text), { level, quiet: false }, false);
    const result = ingestFile(file, { handler, level, sourcePath: "relative" });
    const pieces: Buffer[] = [];
    const writer = new JsonWriter((bytes) => void pieces.push(Buffer.from(bytes)));
    for (const row of result.outcome === "rows" ? result.rows : []) {
      writeRow(writer, row);
      writer.raw("\n");
    }
    writer.flush();
    reporter.file(result);
    const outcome = result.outcome === "skipped" ? `skipped: ${result.reason}` : result.outcome;
    const text = `${outcome}\n${Buffer.concat(pieces).toString("utf8")}${report}`;
    const section = `== ${level}: ${text === last ? "as before\n" : text}`;
    last = text;
    return section;
  });
  return sections.join("");
}

/** The expected text, which lies beside the fixture; UPDATE_FIXTURES=1 writes it anew. */
export function expectedGolden(path: string, actual: string): string {
  const name = `${path}.expected`;
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(name, actual);
  return readFileSync(name, "utf8");
}
