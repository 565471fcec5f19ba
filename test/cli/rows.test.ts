/** What is in the rows of a run: levels, source paths, limits, duplicates. */
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { gapped, specOnly, trajectory, warned } from "../support/trajectories.ts";

const LEVELS = { "gapped.json": gapped(), "good.json": trajectory(), "spec.json": specOnly(), "warned.json": warned() };

test("--validation strict is the default; spec and lenient take more", async () => {
  const cwd = makeFolder(LEVELS);
  const [none, strict, spec, lenient] = await Promise.all([
    run(["-d", "."], { cwd }),
    run(["-d", ".", "--validation", "strict"], { cwd }),
    run(["-d", ".", "--validation", "spec"], { cwd }),
    run(["-d", ".", "--validation", "lenient"], { cwd }),
  ]);
  expect(none.stdout).toBe(strict.stdout);
  expect([none.status, strict.status, spec.status, lenient.status]).toEqual([1, 1, 1, 0]);
  expect(traceIds(strict.stdout)).toEqual(["a-session", "warned"]);
  expect(traceIds(spec.stdout)).toEqual(["a-session", "spec-only", "warned"]);
  expect(traceIds(lenient.stdout)).toEqual(["gapped", "a-session", "spec-only", "warned"]);
  expect(none.stderr).toContain("gapped.json: rejected: 1 error; --validation lenient accepts it");
  expect(none.stderr).toContain("spec.json: rejected: 1 error; --validation spec accepts it");
  expect(spec.stderr).toContain("and 1 more like this in the file");
});

test("a row is one line that holds every column in order, byte for byte as the source spells its text", async () => {
  const answer = '\u2028 é 😀 " \\ / \u007f tab\t';
  const source = trajectory({ answer }).replace("tab\\t", "tab\\t\\u00e9\\/");
  const cwd = makeFolder({ "a.json": source });
  const { stdout } = await run(["-d", "a.json", "--source-path", "relative"], { cwd });
  const message = '\u2028 é 😀 \\" \\\\ / \u007f tab\\t\\u00e9\\/';
  expect(JSON.parse(`"${message}"`)).toBe(`${answer}é/`);
  expect(stdout.split("\n")).toHaveLength(2);
  const [row] = rowsOf(stdout);
  expect(row?.final_assistant_message).toBe(`${answer}é/`);
  expect(Object.keys(row ?? {}).join(" ")).toBe(
    "trace_id source_kind source_path root_session_id agent_id is_sidechain cwd project_path git_branch started_at " +
      "ended_at messages source_meta message_count tool_call_count final_assistant_message",
  );
});

test("--source-path absolute is the default and names the real place", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  const [folder, file] = await Promise.all([run(["-d", "in"], { cwd }), run(["-d", "./in/../in/a.json"], { cwd })]);
  expect(rowsOf(folder.stdout)).toMatchObject([{ source_path: `${cwd}/in/a.json` }]);
  expect(file.stdout).toBe(folder.stdout);
});

test("-n stops after so many rows, whatever would come after them", async () => {
  const cwd = makeFolder({ "a.json": trajectory({ id: "a" }), "b.json": trajectory({ id: "b" }), "c.json": gapped() });
  const [one, two, three] = await Promise.all([
    run(["-d", ".", "-n", "1"], { cwd }),
    run(["-d", ".", "--num-records", "2"], { cwd }),
    run(["-d", ".", "--num-records=3"], { cwd }),
  ]);
  expect([one.status, two.status, three.status]).toEqual([0, 0, 1]);
  expect(traceIds(one.stdout)).toEqual(["a"]);
  expect(traceIds(two.stdout)).toEqual(["a", "b"]);
  expect(traceIds(three.stdout)).toEqual(["a", "b"]);
  expect(one.stderr).toContain("not read 2 files: --num-records was reached");
  expect(two.stderr).toContain("not read 1 file: --num-records was reached");
});

test("two rows with one trace_id are both written, with a warning that names the other file", async () => {
  const cwd = makeFolder({ "a.json": trajectory(), "b.json": trajectory({ question: "another" }) });
  const { status, stdout, stderr } = await run(["-d", "."], { cwd });
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["a-session", "a-session"]);
  expect(stderr).toMatch(/^b\.json: warning duplicate-trace-id: .*\n {4}found "a-session", as in a\.json\n/u);
  expect(stderr).toMatch(/ {2}1 warning\n$/u);
});

test("-q: errors only", async () => {
  const cwd = makeFolder({ ...LEVELS, "twice.json": trajectory() });
  const [bad, good] = await Promise.all([
    run(["-d", ".", "-q"], { cwd }),
    run(["-d", ".", "--quiet", "--validation", "lenient"], { cwd }),
  ]);
  expect(bad.stderr).not.toContain("warning");
  expect(bad.stderr).not.toContain("rows from");
  expect(bad.stderr.match(/error step-id-order|error agent-only-field/gu)).toHaveLength(2);
  expect({ status: good.status, stderr: good.stderr }).toEqual({ status: 0, stderr: "" });
});
