/**
 * The report as JUnit XML, which CI systems show as tests: one case a file. A rejected file is a failure,
 * a skipped one is skipped; warnings are the output of their case.
 */
import type { FileRecord } from "../ingest/file-result.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { printable } from "./printable.ts";
import type { Reporter, ReportSettings } from "./reporter.ts";
import { counted, placeOf, rejection, sentence } from "./words.ts";

const NAME = "rollout-ingest";
/** A suite begins with its counts, so it is held until it ends: that is after so many cases, or so much text. */
const MOST_CASES = 1000;
const MOST_TEXT = 1024 * 1024;
/** Problems that are spelled out in a case. */
const MOST_PROBLEMS = 100;

interface Suite {
  cases: string[];
  text: number;
  failures: number;
  errors: number;
  skipped: number;
}

/** @param write takes the text of the report */
export function junitReporter(write: (text: string) => void, { quiet }: ReportSettings): Reporter {
  let suites = 0;
  let suite = emptySuite();
  /** Problems of no file: folders that cannot be read, links that are not followed. */
  const others: Diagnostic[] = [];
  let moreOthers = 0;

  function add(name: string, classname: string, body: string): void {
    const text = `    <testcase name="${escape(printable(name))}" classname="${classname}">${body}</testcase>\n`;
    suite.cases.push(text);
    suite.text += text.length;
    if (suite.cases.length === MOST_CASES || suite.text > MOST_TEXT) endSuite(`${NAME} ${suites + 1}`);
  }

  function endSuite(name: string, output = ""): void {
    const { cases, failures, errors, skipped } = suite;
    const tests = cases.length;
    const counts = `tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
    const head = suites++ === 0 ? HEAD : "";
    write(`${head}  <testsuite name="${name}" ${counts}>\n${cases.join("")}${output}  </testsuite>\n`);
    suite = emptySuite();
  }

  function end(): void {
    if (suite.cases.length > 0) endSuite(`${NAME} ${suites + 1}`);
    const output = others.length === 0 ? "" : `    <system-out>${escape(problems(others, moreOthers))}</system-out>\n`;
    if (suites === 0 || output !== "") endSuite(`${NAME} folders and links`, output);
    write("</testsuites>\n");
  }

  return {
    file(result) {
      const { displayPath } = result.file;
      const classname = result.format === null ? NAME : `${NAME}.${result.format}`;
      if (result.outcome === "rejected") suite.failures++;
      if (result.outcome === "skipped") suite.skipped++;
      add(displayPath, classname, verdict(result) + warnings(result, quiet));
    },
    diagnostic(diagnostic) {
      if (quiet && diagnostic.severity === "warning") return;
      if (others.length < MOST_PROBLEMS) others.push(diagnostic);
      else moreOthers++;
    },
    passedOver(displayPath, reason) {
      suite.skipped++;
      add(displayPath, NAME, `<skipped>${escape(reason)}</skipped>`);
    },
    summary: () => undefined,
    end,
    cutShort: end,
    fatal(message, hint) {
      suite.errors++;
      const text = hint === undefined ? message : `${message}\n${hint}`;
      add("the run itself", NAME, `<error>${escape(text)}</error>`);
      end();
    },
  };
}

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${NAME}">\n`;

function emptySuite(): Suite {
  return { cases: [], text: 0, failures: 0, errors: 0, skipped: 0 };
}

function verdict(result: FileRecord): string {
  if (result.outcome === "skipped") return `<skipped>${escape(result.reason)}</skipped>`;
  if (result.outcome === "rows") return "";
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const type = errors[0]?.code ?? "";
  return `<failure type="${type}" message="${escape(rejection(result))}">${escape(problems(errors, result.unlisted.errors))}</failure>`;
}

function warnings({ diagnostics, unlisted }: FileRecord, quiet: boolean): string {
  const list = diagnostics.filter(({ severity }) => severity === "warning");
  if (quiet || list.length + unlisted.warnings === 0) return "";
  return `<system-out>${escape(problems(list, unlisted.warnings))}</system-out>`;
}

/** Problems a line each. @param unlisted how many more there are */
function problems(diagnostics: readonly Diagnostic[], unlisted: number): string {
  const shown = diagnostics.length > MOST_PROBLEMS ? diagnostics.slice(0, MOST_PROBLEMS) : diagnostics;
  const more = unlisted + diagnostics.length - shown.length;
  const lines = shown.map((one) => `${placeOf(one)}: ${one.severity} ${one.code}: ${sentence(one)}`);
  return [...lines, ...(more > 0 ? [counted(more, "more problem")] : [])].join("\n");
}

/** Neither is a character of XML 1.0 (2.2); control characters and lone surrogates are spelled out before. */
const NO_CHARACTERS = /[\uFFFE\uFFFF]/gu;

/** Text for the content of an element, and for an attribute in double quotes. Line breaks stay. */
function escape(text: string): string {
  return text
    .split("\n")
    .map(printable)
    .join("\n")
    .replaceAll(NO_CHARACTERS, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
