/** Session logs as files: what is opened, how far it is read, and what becomes of it. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { filesIn, ingestInputs, ingestTree, script } from "../formats/claude-code/ingest.ts";
import { Log, plainLog } from "../formats/claude-code/log.ts";
import { makeFolder } from "../support/folder.ts";

describe("what becomes of a file", () => {
  test("does not hang on the files before it", async () => {
    const tree = { "b.jsonl": String(plainLog("b")) };
    const alone = await ingestTree(tree);
    const big = new Log("a");
    for (let index = 0; index < 500; index++) big.user(`${"long ".repeat(500)}${index}`);
    const others = { "a.jsonl": String(big), "a2.jsonl": "garbage\n", "a3.jsonl": "", ...tree };
    const among = await ingestTree(others);
    expect(among.at(-1)?.rows).toEqual(alone[0]?.rows);
  });

  test("a pipe and a folder with the name of a log are passed over", async () => {
    const folder = makeFolder({ "a.jsonl": String(plainLog()), "b.jsonl/c.txt": "" });
    spawnSync("mkfifo", [path.join(folder, "c.jsonl")]);
    const [first] = filesIn(folder);
    if (first === undefined) throw new Error("no file");
    const file = (name: string): typeof first =>
      Object.assign({}, first, { path: path.join(folder, name), relativePath: name, displayPath: name });
    const results = await ingestInputs([file("a.jsonl"), file("b.jsonl"), file("c.jsonl"), file("none.jsonl")]);
    expect(results.map(({ outcome, reason, codes }) => reason ?? codes[0] ?? outcome)).toEqual([
      "rows",
      "not a regular file",
      "not a regular file",
      "unreadable-file",
    ]);
  });

  test("a hundred lines without an object are no session log; ninety-nine and a session are a damaged one", async () => {
    const results = await ingestTree({
      "a.jsonl": `${"garbage\n".repeat(100)}${String(plainLog("a"))}`,
      "b.jsonl": `${"garbage\n".repeat(99)}${String(plainLog("b"))}`,
    });
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(["not a rollout", "rejected"]);
  });

  test("objects that are damaged, and nothing else, are a damaged log and not another file", async () => {
    const [result] = await ingestTree({ "a.jsonl": '{"type":"user","message":\n{"type":"assistant"\n' });
    expect(result?.outcome).toBe("rejected");
  });

  test("a log in a file with another ending is read like any other", async () => {
    const folder = makeFolder({ "a.jsonl": String(plainLog()) });
    for (const name of ["log.json", "log", "log.txt"]) {
      const own = makeFolder({ [name]: String(plainLog()) });
      const files = filesIn(folder).map((file) =>
        Object.assign({}, file, { root: own, path: path.join(own, name), relativePath: name, named: true }),
      );
      const [result] = await ingestInputs(files);
      expect(script(result?.rows[0]), name).toHaveLength(2);
    }
  });
});

describe("long lines", () => {
  test("of several chunks are records like others, and the places behind them are right", async () => {
    const log = plainLog();
    const long = `${"long ä ".repeat(600_000)}end`;
    log.user(long);
    log.user("short");
    const [result] = await ingestTree({ "s.jsonl": String(log) });
    expect(result?.rows[0]?.messages[2]?.content[0]?.["text"] === long).toBe(true);
    expect(script(result?.rows[0]).at(-1)).toBe("user: short");
    const [bad] = await ingestTree({ "s.jsonl": `${String(log)}  {"a":}\n` });
    expect(bad?.diagnostics).toMatchObject([{ code: "json-syntax", line: 5, column: 8 }]);
  });

  test("whose end falls on the border of a chunk are whole", async () => {
    const chunk = 1024 * 1024;
    const head = String(plainLog());
    for (const distance of [-1, 0, 1]) {
      const log = new Log("s");
      log.user("");
      const empty = String(log).length;
      const words = "x".repeat(chunk - head.length - empty + distance);
      const full = String(log).replace('"content":""', `"content":"${words}"`);
      const [result] = await ingestTree({ "s.jsonl": `${head}${full}${String(plainLog("t"))}` });
      expect(result?.outcome).toBe("rows");
      expect(result?.rows[0]?.messages.map(({ role }) => role)).toEqual([
        "user",
        "assistant",
        "user",
        "user",
        "assistant",
      ]);
    }
  });
});
