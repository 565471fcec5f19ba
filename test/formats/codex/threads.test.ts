/** Which threads may repeat each other, from what their heads say alone. */
import { expect, test } from "vitest";
import type { Head } from "../../../src/formats/codex/heads.ts";
import { identityOf } from "../../../src/formats/codex/identity.ts";
import { Threads } from "../../../src/formats/codex/threads.ts";

/** A fork; its file is named as it is. */
function fork(name: string, id: string, from: string | null): Head {
  const header = { id, ...(from !== null && { forked_from_id: from }) };
  const file = { path: `/${name}`, displayPath: name, relativePath: name, root: "/", named: false };
  return { file, identity: { ...identityOf(header), id }, copyBegins: from === null ? null : 2 };
}

function relatedIn(heads: readonly Head[]): string[] {
  return new Threads(heads)
    .related()
    .map(({ relativePath }) => relativePath)
    .toSorted();
}

test("a fork may repeat its parent, and that only", () => {
  expect(relatedIn([fork("a", "1", null), fork("b", "2", "1"), fork("c", "3", null)])).toEqual(["a", "b"]);
});

test("threads that go on from each other repeat nothing, nor does what goes on from them", () => {
  expect(relatedIn([fork("a", "1", "2"), fork("b", "2", "1"), fork("c", "3", "1"), fork("d", "4", "4")])).toEqual([]);
});

test("a second file of a thread does not go on from what goes on from the first", () => {
  const places = new Threads([fork("a", "1", null), fork("b", "1", "2"), fork("c", "2", "1")]);
  const print = { isItem: true, ordinal: null, turnId: null, isEssential: true };
  const said = (...hashes: string[]) => hashes.map((hash, index) => ({ ...print, line: index + 3, hash }));
  const histories = { "/a": said("x"), "/b": said("y", "z", "w"), "/c": said("y", "z") };
  places.place(new Map(Object.entries(histories)));
  // Otherwise `b` and `c` left the same records to each other.
  expect(places.plan().places.get("/b")?.repeats ?? null).toBeNull();
  expect(places.plan().places.get("/c")?.repeats).toMatchObject({ items: 2 });
});

test("of a long chain nobody goes through all for each", () => {
  const chain = Array.from({ length: 50_000 }, (_, index) =>
    fork(String(index).padStart(5, "0"), String(index), index === 0 ? null : String(index - 1)),
  );
  expect(relatedIn(chain)).toHaveLength(chain.length);
});
