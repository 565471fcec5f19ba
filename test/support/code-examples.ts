/** Runs the examples of the explanations: input from fixtures/codes, the built command, its report. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Code } from "../../src/diagnostics/codes.ts";
import type { Severity } from "../../src/diagnostics/diagnostic.ts";
import { EXAMPLES, type ShownReport } from "../../src/diagnostics/explanations/examples.ts";
import { explanationOf, TOPICS } from "../../src/diagnostics/explanations/explanations.ts";
import { VALIDATION_LEVELS, type ValidationLevel } from "../../src/formats/handler.ts";
import { COMMAND, runScript, type Settings } from "./cli.ts";
import { makeFolder } from "./folder.ts";

export const CODE_FIXTURES = "fixtures/codes";

const BUNDLE = path.resolve(COMMAND, "../../dist/cli");
const DRIVER = fileURLToPath(new URL("at-every-level.mjs", import.meta.url));

export const HOW_TO = "src/diagnostics/explanations/explanations.ts says what a new code needs";

/** Codes whose example takes a large file: the slow suite runs it. */
export const SLOW_EXAMPLES: readonly Code[] = ["row-too-large", "thread-lost"];

/** What the command writes to stderr in a run of an example at each level. */
export type Reports = Readonly<Record<ValidationLevel, string>>;

/** Runs an example at every level, in a copy of its folder. */
export async function runExample(code: Code): Promise<Reports> {
  const made: (() => void)[] = [];
  const cwd = makeFolder({}, (clean) => void made.push(clean));
  const traces = path.join(cwd, "traces");
  cpSync(path.join(CODE_FIXTURES, code), traces, { recursive: true });
  const { flags, setup, environment: env } = explanationOf(code).example;
  if (setup !== undefined) execFileSync("bash", ["-euc", setup], { cwd: traces });
  const { bundle, driver, ...more } = surroundings(code, cwd);
  try {
    const settings = { cwd: traces, ...(env !== undefined && { env }), ...more };
    const { stderr } = await runScript(driver, [path.join(bundle, "cli.js"), ...flags.split(" ")], settings);
    return reportsIn(timeless(stderr).replaceAll(traces, "/home/dev/traces"));
  } finally {
    // A folder that is locked cannot be emptied.
    execFileSync("chmod", ["-R", "u+rwX", cwd]);
    for (const clean of made) clean();
  }
}

/** Cuts what at-every-level.mjs writes. */
function reportsIn(stderr: string): Reports {
  const match = /^== strict\n(.*)^== spec\n(.*)^== lenient\n(.*)$/msu.exec(stderr);
  if (match === null) throw new Error(`the run did not reach every level:\n${stderr}`);
  const [, strict = "", spec = "", lenient = ""] = match;
  return { strict, spec, lenient };
}

/** The report as a file of fixtures holds it. */
export function goldenOfReports(reports: Reports): string {
  let last = "";
  return VALIDATION_LEVELS.map((level) => {
    const text = reports[level];
    const section = `== ${level}${text === last ? ": as before\n" : `\n${text}`}`;
    last = text;
    return section;
  }).join("");
}

/** What of an example's reports is shown to people. */
export function shownOf(code: Code, reports: Reports): ShownReport {
  const blocks = VALIDATION_LEVELS.map((level) => ({ level, block: blockOf(reports[level], code) }));
  const first = blocks.find(({ block }) => block !== null);
  if (first === undefined || first.block === null) {
    throw new Error(`the example of ${code} does not trigger it; ${HOW_TO}\n${goldenOfReports(reports)}`);
  }
  const [strict, spec, lenient] = blocks.map(({ block }) => block?.severity ?? null);
  return {
    level: first.level,
    report: first.block.text,
    severity: { strict: strict ?? null, spec: spec ?? null, lenient: lenient ?? null },
  };
}

/** The lines of a report that tell of a code for the first time; null when none does. */
function blockOf(report: string, code: Code): { readonly severity: Severity; readonly text: string } | null {
  const match = new RegExp(`^.*: (error|warning) ${code}: .*\\n(?:    .*\\n)*`, "mu").exec(report);
  if (match === null) return null;
  return { severity: match[1] === "error" ? "error" : "warning", text: match[0].trimEnd() };
}

/** Times and speeds differ from run to run. */
function timeless(report: string): string {
  return report.replaceAll(/ in \d+\.\d+ s \(\d+\.\d+ MB(?:, \d+\.\d+ MB\/s)?\)/gu, "");
}

interface Surroundings extends Pick<Settings, "env"> {
  /** The folder of the built command. */
  readonly bundle: string;
  readonly driver: string;
}

/** The command, and what two codes need beside files. */
function surroundings(code: Code, cwd: string): Surroundings {
  // To root nothing is locked.
  const mustBeOther = code === "unreadable-folder" && process.getuid?.() === 0;
  if (code !== "no-database-reader" && !mustBeOther) return { bundle: BUNDLE, driver: DRIVER };
  // A copy that stands alone has no reader of databases, and can be read by everybody.
  chmodSync(cwd, 0o755);
  const bundle = path.join(cwd, "package/dist/cli");
  const driver = path.join(cwd, "package/at-every-level.mjs");
  cpSync(BUNDLE, bundle, { recursive: true });
  cpSync("package.json", path.join(cwd, "package/package.json"));
  cpSync(DRIVER, driver);
  const env = { NODE_OPTIONS: "--import=data:text/javascript,process.seteuid(65534)" };
  return { bundle, driver, ...(mustBeOther && { env }) };
}

const EXAMPLES_FILE = "src/diagnostics/explanations/examples.ts";

/** Writes what is shown of the examples; what is not given stays as it is. */
export function keepExamples(fresh: Readonly<Partial<Record<Code, ShownReport>>>): void {
  const [head = ""] = readFileSync(EXAMPLES_FILE, "utf8").split("export const EXAMPLES");
  const codes = TOPICS.flatMap((topic) => topic.codes);
  const kept = Object.fromEntries(codes.map((code) => [code, fresh[code] ?? EXAMPLES[code]]));
  const table = JSON.stringify(kept);
  writeFileSync(EXAMPLES_FILE, `${head}export const EXAMPLES: Readonly<Record<Code, ShownReport>> = ${table};\n`);
  execFileSync("npx", ["--no-install", "oxfmt", EXAMPLES_FILE]);
}
