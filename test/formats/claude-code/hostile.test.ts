/** Logs that were made to do harm. */
import { describe, expect, test } from "vitest";
import { ingestTree, rowsOfLog, script } from "./ingest.ts";
import { call, lines, Log, plainLog, text } from "./log.ts";

const NAMES = ["__proto__", "constructor", "hasOwnProperty", "toString", "prototype", "valueOf"];

describe("names of JavaScript's own", () => {
  test.each(NAMES)("%s as every id and name", async (name) => {
    const log = new Log(name, { uuid: name, agentId: name, slug: name });
    log.user("go", { parentUuid: name });
    log.assistant(name, [call(name, name, { [name]: name }), { type: name, text: name }]);
    log.result(name, [{ type: name, [name]: { [name]: 1 } }]);
    log.aside({ type: name, subtype: name });
    log.aside({ type: "attachment", attachment: { type: name } });
    log.aside({ type: "queue-operation", operation: name, content: name });
    log.aside({ type: "system", subtype: name });
    const [row] = await rowsOfLog(log);
    expect(row?.trace_id).toBe(`${name}:${name}`);
    expect(script(row)).toEqual(["user: go", `assistant: <${name}> (${name})`, `tool #${name}: <${name}>`]);
    const [made] = row?.messages[1]?.tool_calls ?? [];
    expect(made?.function).toEqual({ name, arguments: `{"${name}": "${name}"}` });
    expect(row?.source_meta["record_types"]).toContain(name);
    expect(JSON.stringify(row?.source_meta["attachments"])).toBe(`{"${name}":1}`);
    expect(JSON.stringify(row?.source_meta["blocks"])).toBe(`{"${name}":2}`);
  });

  test.each(NAMES)("%s as a key of records and messages", async (name) => {
    const log = String(plainLog()).replaceAll('"type"', `"${name}":{"type":"assistant","message":null},"type"`);
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: question of session-1", "assistant: answer of session-1"]);
    expect(Reflect.get({}, "message")).toBeUndefined();
  });

  test("a prototype gives a record nothing that it does not have", async () => {
    const [result] = await ingestTree({
      "s.jsonl": `${String(plainLog())}{"__proto__":{"type":"user","message":{"content":"inherited"}},"type":"user"}\n`,
    });
    expect(result?.codes).toEqual(["missing-field"]);
  });
});

describe("links that lead nowhere good", () => {
  test("parents in a circle", async () => {
    const log = new Log();
    log.user("one", { uuid: "a", parentUuid: "c" });
    log.assistant("m1", "two", { uuid: "b", parentUuid: "a" });
    log.user("three", { uuid: "c", parentUuid: "b" });
    log.user("four", { uuid: "d", parentUuid: "d" });
    log.add({ type: "progress", uuid: "p", parentUuid: "q" });
    log.add({ type: "progress", uuid: "q", parentUuid: "p" });
    log.user("five", { uuid: "e", parentUuid: "p" });
    log.user("six", { uuid: "f", parentUuid: "q" });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toHaveLength(6);
  });

  test("sidechains whose parents go in a circle", async () => {
    const log = new Log("s", { isSidechain: true });
    log.user("one", { uuid: "a", parentUuid: "b" });
    log.user("two", { uuid: "b", parentUuid: "a" });
    const rows = await rowsOfLog(log);
    expect(rows.flatMap(script)).toEqual(["user: one", "user: two"]);
  });

  test("a record that withdraws itself and all others", async () => {
    const log = plainLog();
    const uuids = [...log.records.map(({ uuid }) => uuid ?? null), "session-1-0003", "nowhere", 5, null, {}];
    log.assistant("m9", "last", { supersedesUuids: uuids, retractedMessageUuids: "session-1-0001" });
    const [result] = await ingestTree({ "s.jsonl": String(log) });
    expect(result?.outcome).toBe("skipped");
  });
});

describe("values of other types than they should have", () => {
  const odd = [
    null,
    true,
    5,
    -0.5,
    1e300,
    "",
    "x",
    [],
    {},
    [[]],
    [null],
    [{}],
    { type: "text" },
    ["x", 5, { text: "y" }],
  ];
  const keys = [
    "uuid", "parentUuid", "timestamp", "sessionId", "agentId", "version", "cwd", "gitBranch", "entrypoint",
    "isSidechain", "isMeta", "isCompactSummary", "isApiErrorMessage", "supersedesUuids", "retractedMessageUuids",
    "origin", "toolUseResult", "attachment", "compactMetadata", "forkedFrom", "summary", "leafUuid", "customTitle",
    "operation", "content", "subtype", "prUrl",
  ]; // prettier-ignore

  test.each([
    "user",
    "assistant",
    "system",
    "attachment",
    "summary",
    "queue-operation",
    "progress",
    "custom-title",
    "pr-link",
  ])("in every field of a record of the type %s", async (type) => {
    const records = keys.flatMap((key, index) =>
      odd.map((value, at) => ({
        uuid: `${type}-${index}-${at}`,
        sessionId: "session-1",
        type,
        ...(type === "user" || type === "assistant" ? { message: { role: type, content: `${key} ${at}` } } : {}),
        ...(type === "system" && { subtype: "compact_boundary" }),
        ...(type === "attachment" && { attachment: { type: "queued_command", prompt: "x" } }),
        [key]: value,
      })),
    );
    const [result] = await ingestTree({ "s.jsonl": `${String(plainLog())}${lines(records)}` });
    expect(result?.outcome).toBe("rows");
  });

  test("in every part of a message", async () => {
    for (const value of odd) {
      const parts = ["id", "model", "stop_reason", "usage", "content", "role"].map((key) => ({
        type: "assistant",
        message: { role: "assistant", content: "x", [key]: value },
      }));
      const blocks = ["text", "thinking", "tool_use", "tool_result", "image", "fallback", "redacted_thinking"].flatMap(
        (type) =>
          ["text", "thinking", "input", "content", "is_error", "source", "data"].flatMap((key) =>
            (["user", "assistant"] as const).map((role) => ({
              type: role,
              message: { role, content: [{ type, id: "t1", name: "n", tool_use_id: "t1", [key]: value }] },
            })),
          ),
      );
      const results = await ingestTree(
        { "s.jsonl": `${String(plainLog())}${lines([...parts, ...blocks])}` },
        { level: "lenient" },
      );
      expect(results[0]?.outcome).toBe("rows");
    }
  });

  test("numbers without end", async () => {
    const log = String(plainLog()).replaceAll('"input_tokens":3', `"input_tokens":1${"0".repeat(500)}`);
    const [row] = await rowsOfLog(log.replace('"output_tokens":5', '"output_tokens":-1e999'));
    expect(script(row)).toHaveLength(2);
  });
});

describe("much of one thing", () => {
  const MANY = 20_000;

  test("records with one uuid", async () => {
    const log = new Log("s", { uuid: "same" });
    for (let index = 0; index < MANY; index++) log.user(`prompt ${index}`);
    const [row] = await rowsOfLog(log);
    expect(row?.message_count).toBe(MANY);
  });

  test("blocks of one message", async () => {
    const log = new Log();
    log.user("go");
    for (let index = 0; index < MANY; index++) log.assistant("m1", [text(`part ${index}`)]);
    const [row] = await rowsOfLog(log);
    expect(row?.messages[1]?.content).toHaveLength(MANY);
  });

  test("prompts that answer one record", async () => {
    const log = new Log();
    const anchor = log.assistant("m0", "hi");
    for (let index = 0; index < 2000; index++) {
      log.user(`try ${index}`, { parentUuid: anchor });
      log.assistant(`m-${index}`, `answer ${index}`);
    }
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["assistant: hi", "user: try 1999", "assistant: answer 1999"]);
  });

  test("damaged lines", async () => {
    const [result] = await ingestTree(
      { "s.jsonl": `${String(plainLog())}${"{x}\n".repeat(MANY)}` },
      { level: "lenient" },
    );
    expect(result?.rows[0]?.source_meta["skipped_records"]).toBe(MANY);
    expect(result?.diagnostics.length).toBeLessThan(1100);
  });
});
