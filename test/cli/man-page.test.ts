/** The manual page: the command prints the one of the package, and all flags are in it. */
import { readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import { expect, test } from "vitest";
import { flagTable, spellings } from "../../src/cli/reference/flag-table.ts";
import { manPage } from "../../src/cli/reference/man-page.ts";
import { buildProgram, EXAMPLES } from "../../src/cli/program.ts";
import { runBare } from "../support/cli.ts";
import { NO_ACTIONS } from "../support/program.ts";

const {
  man: [man],
  version,
} = z
  .object({ man: z.tuple([z.string()]), version: z.string() })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));
const program = buildProgram(version, NO_ACTIONS);
const page = manPage(program, version);

/** What a reader sees of a line of roff. */
function read(roff: string): string {
  return roff
    .replaceAll(/\\f[BRI]/gu, "")
    .replaceAll("\\-", "-")
    .replaceAll("\\(ti", "~")
    .replaceAll("\\(dq", '"')
    .replaceAll("\\&", "")
    .replaceAll("\\e", "\\");
}

test("the package has the page that the command prints", async () => {
  expect(readFileSync(man, "utf8")).toBe(page);
  expect(await runBare(["man"])).toMatchObject({ status: 0, stdout: page, stderr: "" });
});

test("every flag and command has its entry", () => {
  const { flags, commands } = flagTable(program);
  const entries = [...page.matchAll(/^\.TP\n(.*)\n(.*)$/gmu)].map(([, head = "", text = ""]) => [
    read(head),
    read(text),
  ]);
  for (const flag of flags) {
    const name = `${spellings(flag).join(", ")}${flag.value === null ? "" : ` ${flag.value.name}`}`;
    const [, text = ""] = entries.find(([head]) => head === name) ?? [];
    expect(text.toLowerCase(), name).toContain(flag.description.toLowerCase());
    for (const choice of flag.value?.choices ?? []) expect(text, name).toContain(choice);
  }
  for (const { name } of commands) expect(entries.map(([head = ""]) => head.split(" ")[0])).toContain(name);
});

test("every variable of the environment that the program reads has its entry", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const read = sources.flatMap((name) => {
    const text = readFileSync(`src/${name}`, "utf8");
    const named = [...text.matchAll(/env(?:ironment)?(?:\[|, )"([A-Z][A-Z_]+)"/gu)].map(
      ([, variable = ""]) => variable,
    );
    const taken = [...text.matchAll(/\{ ([A-Z_, ]+) \} = process\.env/gu)].flatMap(([, list = ""]) => list.split(", "));
    return [...named, ...taken];
  });
  expect(new Set(read)).toEqual(new Set([...page.matchAll(/^\.B ([A-Z][A-Z_]+)$/gmu)].map(([, variable]) => variable)));
});

test("the examples and the exit statuses are those of the help", () => {
  const lines = EXAMPLES.split("\n").filter((line) => line.startsWith("  "));
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const status = /^ {2}(\d) {2}(.*)$/u.exec(line);
    const [, number, meaning = ""] = status ?? [];
    if (number === undefined) expect(read(page)).toContain(`\n${line.trim()}\n`);
    else expect(read(page)).toContain(`\n.B ${number}\n${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`);
  }
});
