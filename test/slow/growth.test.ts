/**
 * No file takes time, or makes rows, that grow with the square of its size. Eight times as much of something takes
 * eight times as long; with the square it would take 64 times. The processor's time is compared with itself, and
 * what is over so soon that chance decides is left alone.
 */
import { expect, test } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { choiceOf } from "../../src/formats/choice.ts";
import { VALIDATION_LEVELS, type ValidationLevel } from "../../src/formats/handler.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { measure } from "../../src/json/encode.ts";
import { writeRow } from "../../src/row/write-row.ts";
import { makeFolder } from "../support/folder.ts";
import { SHAPES, type Shape } from "./growth-shapes.ts";

const COUNT = 4000;
const FACTOR = 8;
/** Between 8 and 64, far from both. */
const MOST = 24;
const TOO_SOON = 300;

interface Cost {
  readonly milliseconds: number;
  readonly rowBytes: number;
  readonly outcomes: readonly string[];
}

async function cost([format, , file, make]: Shape, count: number, level: ValidationLevel): Promise<Cost> {
  const folder = makeFolder({ [file]: make(count) });
  const { files } = discover({ kind: "path", path: folder, pattern: "*", recursive: true });
  const handler = choiceOf(format);
  const outcomes: string[] = [];
  let rowBytes = 0;
  const started = process.cpuUsage();
  const results = ingestFiles(files, { handler, level, sourcePath: "relative" }, Infinity, (result) => {
    outcomes.push(result.outcome);
    if (result.outcome !== "rows") return;
    for (const row of result.rows) rowBytes += measure((writer) => writeRow(writer, row));
  });
  while ((await results.next()).done !== true);
  const { user, system } = process.cpuUsage(started);
  return { milliseconds: (user + system) / 1000, rowBytes, outcomes };
}

test.each(SHAPES)("%s: %s", async (...shape) => {
  for (const level of VALIDATION_LEVELS) {
    const large = await cost(shape, COUNT * FACTOR, level);
    const small = await cost(shape, COUNT, level);
    expect(large.outcomes).toEqual(small.outcomes);
    // What is passed over would show nothing.
    expect(large.outcomes).not.toContain("skipped");
    expect(large.rowBytes).toBeLessThanOrEqual(small.rowBytes * MOST);
    if (large.milliseconds < TOO_SOON) continue;
    // A collection of garbage in one of them is no square: the best of a few counts.
    let ratio = large.milliseconds / small.milliseconds;
    for (let again = 0; again < 3 && ratio > MOST; again++) {
      const first = await cost(shape, COUNT * FACTOR, level);
      const second = await cost(shape, COUNT, level);
      ratio = Math.min(ratio, first.milliseconds / second.milliseconds);
    }
    expect(ratio, level).toBeLessThan(MOST);
  }
});
