/** `rollout-ingest completions`: each shell's script names all there is, and bash's answers. */
import { execFileSync } from "node:child_process";
import { Option } from "commander";
import { expect, test } from "vitest";
import { completions } from "../../src/cli/reference/completions.ts";
import { flagTable, spellings } from "../../src/cli/reference/flag-table.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { CODES } from "../../src/diagnostics/codes.ts";
import { CHOICES } from "../../src/formats/choice.ts";
import { runBare } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { NO_ACTIONS } from "../support/program.ts";

const program = buildProgram("0.0.0", NO_ACTIONS);
const table = flagTable(program);
const bash = completions(program, "bash");

test.each(["bash", "zsh", "fish"])("the command prints the script for %s", async (shell) => {
  const { status, stdout, stderr } = await runBare(["completions", shell]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toBe(completions(program, shell));
});

test("another shell is wrong usage", async () => {
  expect(await runBare(["completions", "powershell"])).toMatchObject({ status: 2, stdout: "" });
  expect(await runBare(["completions"])).toMatchObject({ status: 2, stdout: "" });
});

test.each(["bash", "zsh", "fish"])("every flag, command and choice is in the script for %s", (shell) => {
  const script = completions(program, shell);
  const flags = [...table.flags, ...table.commands.flatMap((command) => command.flags)];
  for (const flag of flags) {
    for (const name of spellings(flag)) {
      const spelled = shell === "fish" ? ` -${name.startsWith("--") ? "l" : "s"} ${name.replace(/^-+/u, "")} ` : name;
      expect(script).toContain(spelled);
    }
    for (const choice of flag.value?.choices ?? []) expect(script).toContain(choice);
  }
  for (const { name } of table.commands) expect(script).toContain(name);
  for (const word of [...CHOICES, ...Object.keys(CODES)]) expect(script).toContain(word);
});

test("no description has a character that ends it", () => {
  const awkward = buildProgram("0.0.0", NO_ACTIONS).option("--awkward <n>", 'it\'s [a]: `b` \\ "c" $d');
  expect(completions(awkward, "zsh")).toContain("'--awkward=''[it'\\''s \\[a\\]\\: `b` \\\\ \"c\" $d]:n: '");
  expect(completions(awkward, "fish")).toContain("-d 'it\\'s [a]: `b` \\\\ \"c\" $d'");
});

/** What bash is told when the last word is completed; the words are cut as readline cuts them. */
function answer(words: readonly string[], cwd = ".", completing = bash): string[] {
  const script = `eval "$(cat)"
    COMP_WORDS=(rollout-ingest "$@"); COMP_CWORD=$#
    _rollout_ingest
    [[ \${#COMPREPLY[@]} -eq 0 ]] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const stdout = execFileSync("bash", ["--norc", "-uc", script, "bash", ...words], {
    cwd,
    input: completing,
    encoding: "utf8",
  });
  return stdout.split("\n").slice(0, -1);
}

test.each<[string, readonly string[], readonly string[]]>([
  ["a flag by its beginning", ["--val"], ["--validation"]],
  ["a command", ["exp"], ["explain"]],
  ["a choice", ["--validation", "s"], ["strict", "spec"]],
  ["a choice behind an equals sign", ["--validation", "=", "l"], ["lenient"]],
  ["all choices behind an equals sign", ["--validation", "="], ["strict", "spec", "lenient"]],
  ["a format, of which the program has no list", ["-f", ""], CHOICES],
  ["a code", ["explain", "step-"], ["step-id-order"]],
  ["a code behind flags", ["-f", "atif", "-q", "explain", "step-"], ["step-id-order"]],
  ["a shell", ["completions", ""], ["-h", "--help", "bash", "zsh", "fish"]],
  ["the value of a flag that is the name of a command", ["--trace-dir", "explain", "--val"], ["--validation"]],
  ["a report's format, which its file follows", ["--report", "s"], ["sarif="]],
  ["a report's format behind an equals sign", ["validate", "--report", "=", "js"], ["json=", "jsonl="]],
  ["nothing for a number", ["-n", ""], []],
  ["nothing for what is none", ["--zzz"], []],
])("bash: %s", (_name, words, expected) => {
  expect(answer(words)).toEqual(expected);
});

test("bash: the flags of a command have values too", () => {
  const more = buildProgram("0.0.0", NO_ACTIONS);
  more
    .command("check")
    .addOption(new Option("--level <level>", "a level").choices(["low", "high"]))
    .argument("<file>");
  const script = completions(more, "bash");
  expect(answer(["check", "--level", ""], ".", script)).toEqual(["low", "high"]);
  expect(answer(["check", "--lev"], ".", script)).toEqual(["--level"]);
  expect(answer(["check", "package.j"], ".", script)).toEqual(["package.json"]);
});

test("bash: files and folders, with blanks in their names", () => {
  const cwd = makeFolder({ "a b.json": "", "a-folder/c": "", "other*": "" });
  expect(answer(["--trace-dir", "a"], cwd).toSorted()).toEqual(["a b.json", "a-folder"]);
  expect(answer(["-o", "oth"], cwd)).toEqual(["other*"]);
  expect(answer(["--report", "sarif", "=", "a-"], cwd)).toEqual(["a-folder"]);
  expect(answer(["--report", "=", "sarif", "="], cwd).toSorted()).toEqual(["a b.json", "a-folder", "other*"]);
});

test("bash: the first word has all flags and commands", () => {
  const all = [...table.flags.flatMap(spellings), ...table.commands.map(({ name }) => name)];
  expect(answer([""])).toEqual(all);
});
