/** The way from the root to the last entry. */
import { expect, test } from "vitest";
import { SessionLog, type Entry } from "../../../src/formats/pi/entries.ts";
import { activePath } from "../../../src/formats/pi/path.ts";
import type { JsonObject } from "../../../src/json/value.ts";

type Link = readonly [id: string | null, parent: string | null | undefined];

function entriesOf(links: readonly Link[]): readonly Entry[] {
  const log = new SessionLog();
  log.take({ type: "session", version: 3, id: "s", timestamp: "t" }, 1);
  for (const [index, [id, parentId]] of links.entries()) {
    const record: JsonObject = { type: "message", timestamp: "t", message: {} };
    if (id !== null) record["id"] = id;
    if (parentId !== undefined) record["parentId"] = parentId;
    log.take(record, index + 2);
  }
  return log.entries;
}

test.each<[string, readonly Link[], readonly number[], number]>([
  [
    "in a line",
    [
      ["a", null],
      ["b", "a"],
      ["c", "b"],
    ],
    [0, 1, 2],
    0,
  ],
  [
    "without ids, as version 1 is",
    [
      [null, undefined],
      [null, undefined],
    ],
    [0, 1],
    0,
  ],
  [
    "past a branch",
    [
      ["a", null],
      ["b", "a"],
      ["c", "a"],
    ],
    [0, 2],
    0,
  ],
  [
    "from a second root",
    [
      ["a", null],
      ["b", "a"],
      ["c", null],
    ],
    [2],
    0,
  ],
  [
    "with an entry of no parent",
    [
      ["a", null],
      ["b", undefined],
      ["c", "b"],
    ],
    [0, 1, 2],
    1,
  ],
  [
    "with a parent that is missing",
    [
      ["a", null],
      ["b", "gone"],
      ["c", "b"],
    ],
    [0, 1, 2],
    1,
  ],
  [
    "with a first parent that is missing",
    [
      ["a", "gone"],
      ["b", "a"],
    ],
    [0, 1],
    0,
  ],
  [
    "in a round",
    [
      ["a", "c"],
      ["b", "a"],
      ["c", "b"],
    ],
    [0, 1, 2],
    0,
  ],
  [
    "to itself",
    [
      ["a", null],
      ["b", "b"],
    ],
    [1],
    0,
  ],
  [
    "to a parent that comes behind",
    [
      ["a", "b"],
      ["b", null],
      ["c", "a"],
    ],
    [1, 0, 2],
    0,
  ],
  [
    "with an id that comes twice",
    [
      ["a", null],
      ["b", "a"],
      ["a", "b"],
      ["c", "a"],
    ],
    [0, 1, 2, 3],
    0,
  ],
])("%s", (_name, links, expected, relinked) => {
  const path = activePath(entriesOf(links), undefined);
  expect(path.entries.map(({ ordinal }) => ordinal)).toEqual(expected);
  expect(path.relinked).toBe(relinked);
});

test("branches hang where they were left", () => {
  const entries = entriesOf([
    ["a", null],
    ["b", "a"],
    ["x", "b"],
    ["y", "x"],
    ["z", null],
    ["c", "b"],
  ]);
  const { branches } = activePath(entries, undefined);
  expect(branches.map(({ after, messages }) => [after?.id ?? null, messages])).toEqual([
    ["b", 2],
    [null, 1],
  ]);
});
