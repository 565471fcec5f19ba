/** Parquet, from flags to file. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetFooter, parquetRows, plainRows } from "../support/parquet.ts";
import { rowsOf } from "../support/rows.ts";
import { terminal } from "../support/terminal.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED } from "../support/trajectories.ts";

const TREE = {
  "in/a.json": trajectory({ id: "a", question: "\0\u001b[31m\ufeff\ud800", answer: 'é😀\n"\\' }),
  "in/b.json": trajectory({ id: "b", answer: "x".repeat(100_000) }),
  "in/c.json": gapped("c"),
  "in/d.json": OTHER_JSON,
};

test("the rows are those of JSONL, by name, to a pipe, to a named pipe, each time the same bytes", async () => {
  const cwd = makeFolder(TREE);
  const script = `
    ingest -d in -q -o rows.jsonl 2>/dev/null; ingest -d in -q -o one.parquet 2>/dev/null; status=$?
    ingest -d in -q -o TWO.PARQUET --output-format parquet 2>/dev/null
    ingest -d in -q --output-format parquet 2>/dev/null | cat > three
    ingest -d in -q --output-format parquet -o /dev/stdout 2>/dev/null | cat > four
    ingest -d in -q -o five.txt --output-format parquet 2>/dev/null
    mkfifo pipe.parquet; cat pipe.parquet > six & ingest -d in -q -o pipe.parquet 2>/dev/null; wait
    for file in TWO.PARQUET three four five.txt six; do cmp one.parquet $file || exit 9; done; exit $status`;
  const { status, stdout, stderr } = await shell(script, { cwd });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: "" });
  const rows = rowsOf(readFileSync(`${cwd}/rows.jsonl`, "utf8"));
  expect(rows.map((row) => row.trace_id)).toEqual(["a", "b"]);
  expect(await plainRows(readFileSync(`${cwd}/one.parquet`))).toEqual(rows);
});

test("to a pipe whose reader has enough: quiet, status 0", async () => {
  const answer = Array.from({ length: 100_000 }, (_, index) => String(Math.sin(index)).slice(2)).join("");
  const cwd = makeFolder({ "in/a.json": trajectory({ answer }) });
  const runs = await Promise.all([
    shell("ingest -d in -q --output-format parquet | head -c 4", { cwd }),
    shell("ingest -d in -q --output-format parquet | head -c 100000 | wc -c", { cwd }),
    shell("mkfifo p; head -c 4 p & ingest -d in -q --output-format parquet -o p", { cwd }),
  ]);
  expect(runs.map(({ status, stdout, stderr }) => [status, stdout, stderr])).toEqual([
    [0, "PAR1", ""],
    [0, "100000\n", ""],
    [0, "PAR1", ""],
  ]);
});

test("to a terminal it is refused; to a file it is not, though there is one", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  const [refused, dashed, named] = await Promise.all([
    terminal("ingest -d in --output-format parquet", { cwd }),
    terminal("ingest -d in --output-format parquet -o -", { cwd }),
    terminal("ingest -d in -q -o rows.parquet", { cwd }),
  ]);
  for (const { status, screen } of [refused, dashed]) {
    expect(status).toBe(2);
    expect(screen).toContain("Parquet is binary and stdout is a terminal");
    expect(screen).not.toContain("PAR1");
  }
  expect(named).toEqual({ status: 0, screen: "" });
  expect(await parquetRows(readFileSync(`${cwd}/rows.parquet`))).toHaveLength(1);
});

test("/dev/null takes it", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  expect(await run(["-d", "in", "-q", "-o", "/dev/null", "--output-format", "parquet"], { cwd })).toMatchObject({
    status: 0,
    stdout: "",
    stderr: "",
  });
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("a run in which every file is rejected leaves a valid file without rows, and status 1", async () => {
  const cwd = makeFolder({ "in/a.json": gapped(), "in/b.json": TRUNCATED });
  const { status } = await run(["-d", "in", "-q", "-o", "rows.parquet"], { cwd });
  expect(status).toBe(1);
  expect(readdirSync(cwd)).toEqual(["in", "rows.parquet"]);
  const file = readFileSync(`${cwd}/rows.parquet`);
  expect(await parquetRows(file)).toEqual([]);
  expect((await parquetFooter(file)).schema[0]?.num_children).toBe(16);
});

test("where nothing is a rollout nothing is written, and an old file stays", async () => {
  const cwd = makeFolder({ "in/a.json": OTHER_JSON, "old.parquet": "before" });
  const [fresh, old] = await Promise.all([
    run(["-d", "in", "-o", "new.parquet"], { cwd }),
    run(["-d", "in", "-o", "old.parquet"], { cwd }),
  ]);
  expect([fresh.status, old.status]).toEqual([2, 2]);
  expect(readdirSync(cwd)).toEqual(["in", "old.parquet"]);
  expect(readFileSync(`${cwd}/old.parquet`, "utf8")).toBe("before");
});

test("-n takes the first rows; --json-columns string makes JSON plain text", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory({ id: "a" }), "in/b.json": trajectory({ id: "b" }) });
  const { status } = await run(["-d", "in", "-q", "-n", "1", "-o", "rows.parquet", "--json-columns", "string"], {
    cwd,
  });
  expect(status).toBe(0);
  const file = readFileSync(`${cwd}/rows.parquet`);
  expect((await parquetRows(file)).map(({ trace_id }) => trace_id)).toEqual(["a"]);
  const { schema } = await parquetFooter(file);
  expect(schema.filter(({ logical_type: type }) => type?.type === "JSON")).toEqual([]);
});

test("contradictions and wrong values are refused before anything is made", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  mkdirSync(`${cwd}/folder`);
  writeFileSync(`${cwd}/folder/notes.txt`, "");
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/--output-format parquet contradicts the name "x\.jsonl"/u, "--output-format", "parquet", "-o", "x.jsonl"],
    [/--output-format jsonl contradicts the name "x\.parquet"/u, "--output-format", "jsonl", "-o", "x.parquet"],
    [/--output-format parquet contradicts/u, "--output-format", "parquet", "-o", "x.jsonl.zst"],
    [/Parquet is compressed within/u, "-o", "x.parquet.gz"],
    [/output-format/u, "--output-format", "csv"],
    [/json-columns/u, "--json-columns", "text", "-o", "x.parquet"],
    [/output-format/u, "--output-format"],
    [/no such file or directory/u, "-o", "no/x.parquet"],
    [/holds other things/u, "-o", "folder", "--output-format", "parquet"],
  ];
  const runs = await Promise.all(cases.map(([, ...args]) => run(["-d", "in", ...args], { cwd })));
  for (const [index, { status, stdout, stderr }] of runs.entries()) {
    const [message = /^$/u, ...args] = cases[index] ?? [];
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal error|^\s+at /mu);
  }
  expect(readdirSync(cwd).toSorted()).toEqual(["folder", "in"]);
});
