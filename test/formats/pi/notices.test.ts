/** oh-my-pi's words for what it cut. */
import { expect, test } from "vitest";
import { cutNotice } from "../../../src/formats/pi/notices.ts";

const LINES = { direction: "tail", truncatedBy: "lines", totalLines: 4000, outputLines: 3000, outputBytes: 9000 };
const MIDDLE = { direction: "middle", totalLines: 4000, elidedLines: 2000, elidedBytes: 1536 };

test.each<[object, string]>([
  [
    { truncation: { ...LINES, shownRange: { start: 1001, end: 4000 }, artifactId: "7" } },
    "Showing lines 1001-4000 of 4000. Read artifact://7 for full output",
  ],
  [
    { truncation: { ...LINES, truncatedBy: "bytes", shownRange: { start: 2, end: 1 } } },
    "Showing 3000 of 4000 lines (8.8KB limit)",
  ],
  [{ truncation: { ...LINES, truncatedBy: "bytes", maxBytes: 512 } }, "Showing 3000 of 4000 lines (512B limit)"],
  [
    { truncation: { ...MIDDLE, headRange: { start: 1, end: 9 }, tailRange: { start: 2010, end: 4000 } } },
    "Showing lines 1-9 and 2010-4000 of 4000; 2,000 middle lines (1.5KB) elided",
  ],
  [
    { truncation: { ...MIDDLE, elidedLines: 1, headRange: { start: 1, end: 9 }, tailRange: { start: 11, end: 12 } } },
    "Showing lines 1-9 and 11-12 of 4000; 1 middle line (1.5KB) elided",
  ],
  [{ truncation: { ...MIDDLE, elidedBytes: 5 * 2 ** 20 } }, "Showing head and tail bytes of 4,000 lines; 5.0MB elided"],
  [
    { truncation: { ...MIDDLE, totalLines: 1, elidedBytes: 3 * 2 ** 30 } },
    "Showing head and tail bytes of 1 line; 3.0GB elided",
  ],
  [
    { limits: { columnTruncated: { maxColumn: 512, unit: "bytes", artifactId: "8" } }, artifactError: "flush" },
    "Full output was not saved completely (artifact flush failed). Some lines truncated to 512 bytes. Read artifact://8 for full output",
  ],
  [{ limits: { columnTruncated: { maxColumn: 512 } } }, "Some lines truncated to 512 chars"],
])("%j", (meta, expected) => {
  expect(cutNotice({ meta: JSON.parse(JSON.stringify(meta)) })).toBe(`\n\n[${expected}]`);
});

test.each<[object]>([
  [{}],
  [{ truncation: {}, limits: {} }],
  [{ truncation: { direction: "middle", totalLines: "9" }, limits: { columnTruncated: {} }, artifactError: 5 }],
])("nothing is said of %j", (meta) => {
  expect(cutNotice({ meta: JSON.parse(JSON.stringify(meta)) })).toBe("");
  expect(cutNotice({})).toBe("");
});
