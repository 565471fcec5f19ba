/** Home folders and user names in paths. */
import { expect, test } from "vitest";
import { decodeText } from "../../src/json/text.ts";
import { landmarks, PathMask } from "../../src/redact/paths.ts";
import { makeRedactor } from "../../src/redact/redactor.ts";
import { TextBlock } from "../../src/row/row.ts";
import { emptyRow } from "../support/results.ts";
import { jsonText } from "../support/texts.ts";

const LANDMARKS = landmarks();

/** Masked as a string, as a slice, and in JSON in a slice: what is read is the same. */
function masked(text: string): string {
  const body = JSON.stringify(text).slice(1, -1);
  const asString = new PathMask(LANDMARKS).text(text);
  const asSlice = new PathMask(LANDMARKS).text(jsonText(body));
  const inJson: unknown = JSON.parse(
    decodeText(new PathMask(LANDMARKS).text(jsonText(JSON.stringify(JSON.stringify(text)).slice(1, -1)))),
  );
  expect(decodeText(asSlice)).toBe(decodeText(asString));
  expect(inJson).toBe(decodeText(asString));
  return decodeText(asString);
}

test.each([
  ["/home/alice/src/x.ts", "/home/user/src/x.ts"],
  ["/home/alice", "/home/user"],
  ["cd /Users/alice.b-c/dev && ls", "cd /Users/user/dev && ls"],
  [String.raw`C:\Users\Alice Smith\AppData\x`, String.raw`C:\Users\user\AppData\x`],
  [String.raw`c:\users\nathan\x`, String.raw`c:\users\user\x`],
  ["C:/Users/alice/x", "C:/Users/user/x"],
  [String.raw`C:\Documents and Settings\alice\x`, String.raw`C:\Documents and Settings\user\x`],
  ["/mnt/c/Users/alice/x", "/mnt/c/Users/user/x"],
  ["/c/Users/alice/x", "/c/Users/user/x"],
  ["/export/home/alice/x", "/export/home/user/x"],
  ["/System/Volumes/Data/Users/alice/x", "/System/Volumes/Data/Users/user/x"],
  ["file:///home/alice/x", "file:///home/user/x"],
  ["PATH=/home/alice/bin:/usr/bin", "PATH=/home/user/bin:/usr/bin"],
  ["a\n/home/alice/x\n\t/home/alice/y", "a\n/home/user/x\n\t/home/user/y"],
  ["/home/jörg/x /home/léa€/y", "/home/user/x /home/user2/y"],
  ["/home/alice, /home/bob; /home/alice.", "/home/user, /home/user2; /home/user."],
  ["~/.claude/projects/-home-alice-src-app/a.jsonl", "~/.claude/projects/-home-user-src-app/a.jsonl"],
  ["'-Users-alice-dev'", "'-Users-user-dev'"],
  [
    "/private/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/x",
    "/private/var/folders/xx/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/T/x",
  ],
])("%s", (text, expected) => {
  expect(masked(text)).toBe(expected);
  expect(masked(expected)).toBe(expected);
});

test.each([
  "/home/runner/work/x /home/ubuntu /Users/Shared/x /home/user/x /root/x",
  "https://example.com/home/page example.com/Users/alice ./home/alice src/home/index.ts",
  "the home of alice, Users of this; $HOME/x ~/x ${ROOT}/home/alice",
  "git --home-dir=x -home-page /homepage/alice /home /home/ /Users/",
  "/home/$USER/x /home/<name>/x /home/{name}/x /home/*/x /home/.../x",
])("has no names: %s", (text) => {
  const mask = new PathMask(LANDMARKS);
  const slice = jsonText(JSON.stringify(text).slice(1, -1));
  expect(mask.text(text)).toBe(text);
  expect(mask.text(slice)).toBe(slice);
  expect(mask.count).toBe(0);
});

test("a name is the same one in all texts of a row, and the row's own place comes first", () => {
  const redact = makeRedactor({ mode: null, values: [], anonymizePaths: true });
  const texts = ["/home/bob/a", jsonText(String.raw`\/home\/zo\u00eb\/b`), "/home/zoë/c", String.raw`C:\Users\Alice\d`];
  const row = emptyRow("row", [{ role: "user", content: texts.map((text) => new TextBlock(text)) }]);
  const { row: result, names, secrets } = redact.row({ ...row, source_path: "/home/alice/x.json", cwd: "/home/alice" });
  const contents = result.messages.flatMap(({ content }) =>
    content.map((block) => (block instanceof TextBlock ? decodeText(block.text) : "")),
  );
  expect(result.source_path).toBe("/home/user/x.json");
  expect(result.cwd).toBe("/home/user");
  expect(contents).toEqual(["/home/user2/a", "/home/user3/b", "/home/user3/c", String.raw`C:\Users\user\d`]);
  expect([names, secrets]).toEqual([6, []]);
});
