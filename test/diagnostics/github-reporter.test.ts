/** Annotations: what the runner of GitHub reads of them, and that nothing else reaches it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { githubReporter } from "../../src/diagnostics/github-reporter.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import type { FileRecord } from "../../src/ingest/file-result.ts";
import { HOSTILE_TEXTS, named, tellRun } from "../support/reports.ts";
import { accepted, problem, refused } from "../support/results.ts";

function reported(act: (reporter: Reporter) => void, quiet = false): string {
  let text = "";
  act(githubReporter((piece) => (text += piece), { level: "strict", quiet }, process.cwd()));
  return text;
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}

/** As the runner reads a line (actions/runner, ActionCommand.TryParseV2). */
function readCommand(line: string): Command {
  const [, name = "", given = "", data = ""] = /^::([^ :]+)(?: ([^:]*))?::(.*)$/u.exec(line) ?? [];
  const properties = given.split(",").map((pair) => pair.split("="));
  return {
    name,
    properties: Object.fromEntries(properties.map(([key = "", ...value]) => [key, unescapeProperty(value.join("="))])),
    message: unescapeData(data),
  };
}

function commands(text: string): Command[] {
  expect(text.endsWith("\n")).toBe(true);
  return text.trimEnd().split("\n").map(readCommand);
}

function broken(name: string, count = 1): FileRecord {
  return named(refused(Array.from({ length: count }, (_, index) => problem("error", "no-steps", index + 1))), name);
}

test("an error, a warning and the end", () => {
  const text = reported((reporter) =>
    tellRun(reporter, [
      named(
        refused([problem("error", "step-id-order", 7, { pointer: "/steps/1", expected: "2", found: "3" })]),
        "a.json",
      ),
      named(accepted([problem("warning", "not-in-spec", 3)]), "b.json"),
    ]),
  );
  expect(text).toBe(
    "::error file=a.json,line=7,col=2,title=rollout-ingest step-id-order::the steps are not numbered one by one in their order, from 1: expected 2, found 3; at /steps/1; the file is rejected: 1 error\n" +
      "::warning file=b.json,line=3,col=2,title=rollout-ingest not-in-spec::the ATIF specification does not allow this value (RFC 0001, as Harbor validates it)\n" +
      "::notice title=rollout-ingest::1 row from 1 of 2 files, 1 rejected, 0 skipped\n",
  );
});

test("ten errors and ten warnings; all beyond are counted in the one line at the end", () => {
  const files = Array.from({ length: 30 }, (_, index) => [
    broken(`e${index}.json`, 3),
    named(accepted([problem("warning", "not-in-spec")], 1, 5), `w${index}.json`),
  ]).flat();
  const all = commands(reported((reporter) => tellRun(reporter, files)));
  expect(all.map(({ name }) => name).toSorted()).toEqual([
    ...Array.from({ length: 10 }, () => "error"),
    "notice",
    ...Array.from({ length: 10 }, () => "warning"),
  ]);
  expect(all.at(-1)?.message).toBe(
    "30 rows from 30 of 60 files, 30 rejected, 0 skipped; 60 more errors and 170 more warnings not shown here",
  );
  expect(all[0]?.message).toMatch(/; and 2 more like this in the file; the file is rejected: 3 errors$/u);
});

test("quiet: errors only, and no last line", () => {
  const text = reported(
    (reporter) => tellRun(reporter, [broken("a.json"), accepted([problem("warning", "not-in-spec")])]),
    true,
  );
  expect(commands(text).map(({ name }) => name)).toEqual(["error"]);
});

test("a run that fails", () => {
  const text = reported((reporter) => reporter.fatal("it broke\n    at x", "mend it"));
  expect(commands(text)).toEqual([
    { name: "error", properties: { title: "rollout-ingest" }, message: "it broke\n    at x\nmend it" },
  ]);
});

test("nothing in a name or a value begins a command, or leaves its own", () => {
  const texts = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, texts, (name, found) => {
      const text = reported((reporter) =>
        tellRun(reporter, [named(refused([problem("error", "no-steps", 1, { found, pointer: found })]), name)]),
      );
      const [error, notice, ...rest] = commands(text);
      expect(rest).toEqual([]);
      expect(error?.name).toBe("error");
      expect(Object.keys(error?.properties ?? {})).toEqual(["file", "line", "col", "title"]);
      expect(error?.properties["title"]).toBe("rollout-ingest no-steps");
      expect(notice?.name).toBe("notice");
      // oxlint-disable-next-line no-control-regex
      expect(text.replaceAll("\n", "")).not.toMatch(/[\0-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|##\w*\[/u);
    }),
  );
});

test("a file keeps its name", () => {
  const text = reported((reporter) => tellRun(reporter, [broken("a,b:c%d/::error::x.json")]));
  expect(commands(text)[0]?.properties["file"]).toBe("a,b:c%d/::error::x.json");
});
