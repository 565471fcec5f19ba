/** Damaged records: refused by their places, or left out. */
import { describe, expect, test } from "vitest";
import { ingestTree, rowsOfLog, script } from "./ingest.ts";
import { call, lines, Log, plainLog } from "./log.ts";

async function placesOf(content: string, level: "strict" | "lenient" = "strict"): Promise<string[]> {
  const [result] = await ingestTree({ "s.jsonl": content }, { level });
  return (result?.diagnostics ?? []).map(
    ({ code, line, column, pointer }) => `${line}:${column} ${code}${pointer === undefined ? "" : ` ${pointer}`}`,
  );
}

const NAMELESS = { type: "tool_use", id: "t1", input: {} };

describe("places", () => {
  test("a line that is not JSON is named by its number in the file", async () => {
    const log = String(plainLog());
    expect(await placesOf(`${log}\n\n  {"type":"user",,}\n${log}`)).toEqual(["5:18 json-syntax"]);
  });

  test("columns count code points of the line, behind a byte order mark too", async () => {
    expect(await placesOf(`\uFEFF{"ä":"😀" x}\n${String(plainLog())}`)).toEqual([
      "1:10 json-syntax",
      "1:1 byte-order-mark",
    ]);
  });

  test("a value in a record has line, column and pointer", async () => {
    const log = plainLog();
    log.aside({ type: "user", uuid: "u", message: { content: 5 } });
    expect(await placesOf(String(log))).toEqual(["3:48 wrong-type /message/content"]);
  });

  test("each of two damaged blocks of a message has its own place", async () => {
    const log = new Log();
    log.user("go");
    log.aside({ type: "assistant", message: { content: [NAMELESS, call("t2"), { ...NAMELESS, id: "" }, call("t3")] } });
    const places = await placesOf(String(log));
    expect(places.map((place) => place.replace(/^2:\d+ /u, ""))).toEqual([
      "missing-field /message/content/0",
      "wrong-type /message/content/2/id",
    ]);
    expect(await placesOf(String(log), "lenient")).toEqual(places);
  });

  test("all damaged lines are told", async () => {
    const log = String(plainLog());
    expect(await placesOf(`[]\n${log}5\n"x"\n{"type":"user"}\nnull\n`)).toEqual([
      "1:1 wrong-type",
      "4:1 wrong-type",
      "5:1 wrong-type",
      "6:1 missing-field",
      "7:1 wrong-type",
    ]);
  });

  test("the warning about an orphan has no line, or the right one", async () => {
    const log = plainLog();
    log.result("nobody", "content");
    log.user("more");
    const [place] = await placesOf(String(log));
    expect(place).toMatch(/^(?:undefined:undefined|3:\d+) unlinked-result/u);
  });
});

describe("lenient", () => {
  test("leaves out the damaged block, and keeps the rest of the message", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [NAMELESS, call("t2"), { ...NAMELESS, id: "" }, call("t3")]);
    const [row] = await rowsOfLog(log, "lenient");
    expect(script(row)).toEqual(["user: go", "assistant:  (t2 t3)"]);
  });

  test("reads both of two records on one line, and counts each", async () => {
    const log = plainLog();
    const joined = String(log).replace("}\n{", "}{");
    const [row] = await rowsOfLog(joined, "lenient");
    expect(script(row)).toEqual(script((await rowsOfLog(log))[0]));
    expect(row?.source_meta["record_count"]).toBe(2);
    expect(await placesOf(joined)).toHaveLength(1);
  });

  test("reads three records on one line", async () => {
    const log = plainLog();
    log.user("more");
    const [row] = await rowsOfLog(String(log).replaceAll("}\n{", "} {"), "lenient");
    expect(script(row)).toEqual(script((await rowsOfLog(log))[0]));
  });

  test("reads the first of two records on one line of which the second is cut off", async () => {
    const log = plainLog();
    const joined = String(log).replace("}\n{", "}{").slice(0, -20);
    const [result] = await ingestTree({ "s.jsonl": joined }, { level: "lenient" });
    expect(result?.rows.map(script)).toEqual([["user: question of session-1"]]);
    expect(result?.codes).toContain("unfinished-record");
  });

  test("counts what it leaves out", async () => {
    const log = String(plainLog());
    const [row] = await rowsOfLog(`${log}garbage\n{"type":"user"\n`, "lenient");
    expect(row?.source_meta["skipped_records"]).toBe(2);
    expect(row?.source_meta["record_count"]).toBe(4);
  });

  test("counts a message that it leaves out", async () => {
    const log = plainLog();
    log.aside({ type: "user", uuid: "u9", message: null });
    const [row] = await rowsOfLog(log, "lenient");
    expect(row?.source_meta["skipped_records"]).toBe(1);
  });
});

describe("a last line without its newline", () => {
  const whole = String(plainLog());

  test("that is complete is read", async () => {
    const [result] = await ingestTree({ "s.jsonl": whole.trimEnd() });
    expect(result?.codes).toEqual([]);
    expect(script(result?.rows[0])).toHaveLength(2);
  });

  test("that is cut off is left out, with a warning at every level", async () => {
    for (const level of ["strict", "spec", "lenient"] as const) {
      const [result] = await ingestTree({ "s.jsonl": whole.slice(0, -40) }, { level });
      expect(result?.codes).toEqual(["unfinished-record"]);
      expect(result?.rows[0]?.source_meta).toMatchObject({
        unfinished_record: true,
        ended: "unfinished",
        record_count: 1,
      });
    }
  });

  test("that is cut off inside of a character is left out", async () => {
    const log = plainLog();
    log.user("smile 😀");
    const bytes = Buffer.from(String(log));
    const smile = bytes.lastIndexOf(Buffer.from("😀"));
    for (let cut = smile; cut <= smile + 4; cut++) {
      const [result] = await ingestTree({ "s.jsonl": bytes.subarray(0, cut) });
      expect(result?.codes, `cut at ${cut - smile}`).toEqual(["unfinished-record"]);
    }
  });

  test("with a byte that begins no character is damage", async () => {
    const bytes = Buffer.concat([Buffer.from(`${whole}{"type":"user","x":"`), Buffer.from([0xff])]);
    const [result] = await ingestTree({ "s.jsonl": bytes });
    expect(result?.codes).toEqual(["json-utf8"]);
  });

  test("that is all there is makes no row", async () => {
    const [result] = await ingestTree({ "s.jsonl": whole.slice(0, 50) });
    expect(result?.outcome).toBe("skipped");
  });

  test("that ends in zeros, as a crash leaves it, is damage", async () => {
    const [result] = await ingestTree({ "s.jsonl": `${whole}${"\0".repeat(100)}` });
    expect(result?.outcome).toBe("rejected");
  });
});

describe("bytes", () => {
  test("line ends of Windows, blank lines and spaces around records change nothing", async () => {
    const log = plainLog();
    const spaced = `\r\n  \n${log.records.map((record) => ` ${JSON.stringify(record)}\t\r\n\n`).join("")}\n  `;
    const [result] = await ingestTree({ "s.jsonl": spaced });
    expect(result?.codes).toEqual([]);
    expect(result?.rows[0]?.messages).toEqual((await rowsOfLog(log))[0]?.messages);
  });

  test("a byte that is not UTF-8 is named by its offset in the file", async () => {
    const head = Buffer.from(String(plainLog()));
    const bytes = Buffer.concat([head, Buffer.from('{"a":"'), Buffer.from([0xe4]), Buffer.from('"}\n'), head]);
    const [result] = await ingestTree({ "s.jsonl": bytes });
    expect(result?.diagnostics).toMatchObject([
      { code: "json-utf8", line: 3, column: 7, found: `the byte 0xe4 at byte offset ${head.length + 6}` },
    ]);
  });

  test("a file of nothing but a byte order mark, or white space, is empty", async () => {
    const results = await ingestTree({ "a.jsonl": "\uFEFF", "b.jsonl": " \r\n\n", "c.jsonl": "" });
    expect(results.map(({ reason }) => reason)).toEqual(["empty file", "empty file", "empty file"]);
  });

  test("a record nested too deeply is damage, and not the end of the run", async () => {
    const deep = `{"type":"user","message":${"[".repeat(5000)}${"]".repeat(5000)}}\n`;
    const results = await ingestTree({
      "a.jsonl": `${deep}${String(plainLog())}`,
      "b.jsonl": String(plainLog("session-2")),
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(["rejected", "rows"]);
    expect(results[0]?.codes).toEqual(["json-too-deep"]);
  });

  test("keys that come twice: the last one counts, with a warning", async () => {
    const [result] = await ingestTree({
      "s.jsonl": String(plainLog()).replace('"type":"user"', '"type":"assistant","type":"user"'),
    });
    expect(result?.codes).toEqual(["duplicate-key"]);
    expect(script(result?.rows[0])).toHaveLength(2);
  });
});

describe("what a file is", () => {
  test.each([
    ["Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"],
    [
      "not a rollout",
      lines([
        { type: "session_meta", payload: { id: "x" } },
        { type: "response_item", payload: {} },
      ]),
    ],
    [
      "not a rollout",
      lines([
        { type: "session", version: 3, id: "x" },
        { type: "message", message: { role: "user", content: "a" } },
      ]),
    ],
    ["not a rollout", lines([{ display: "fix it", timestamp: 1, project: "/x" }])],
    ["not a rollout", lines([{ role: "user", content: "fix it" }])],
    ["not a rollout", "just some text\nand more\n"],
    ["no conversation", lines([{ type: "file-history-snapshot", messageId: "x", snapshot: {} }])],
    ["no conversation", lines([{ type: "summary", summary: "x", leafUuid: "y" }])],
    ["no conversation", lines([{ type: "queue-operation", operation: "enqueue", content: "x" }])],
  ])("%s: %.50s", async (reason, content) => {
    const [result] = await ingestTree({ "s.jsonl": content });
    expect(result).toMatchObject({ outcome: "skipped", reason, diagnostics: [] });
  });

  test("a session whose only message is an orphan result keeps its content", async () => {
    const log = new Log();
    log.result("nobody", "precious");
    const [result] = await ingestTree({ "s.jsonl": String(log) });
    expect(JSON.stringify(result?.rows)).toContain("precious");
  });
});
