/** `rollout-ingest explain`: what a code means, an example, and the way out. */
import { codeText, type Code } from "../diagnostics/codes.ts";
import { EXAMPLES } from "../diagnostics/explanations/examples.ts";
import { explanationOf, findCode, TOPICS } from "../diagnostics/explanations/explanations.ts";
import { exampleCommand, severityInWords } from "../diagnostics/explanations/words.ts";
import { UsageError } from "../usage-error.ts";
import { nearMatches } from "../near-matches.ts";
import { hanging, indented, wrapped } from "./wrap.ts";

/**
 * The text for a code, or the list of all codes.
 *
 * @param width columns of the terminal
 * @throws UsageError for a code that is none
 */
export function explain(name: string | undefined, width: number): string {
  if (name === undefined) return listOfCodes(width);
  const code = findCode(name);
  if (code !== undefined) return explanationText(code, width);
  const near = nearMatches(
    name,
    TOPICS.flatMap(({ codes }) => codes),
  );
  const all = "rollout-ingest explain lists all codes";
  throw new UsageError(
    `unknown code ${JSON.stringify(name)}`,
    near.length === 0 ? all : `did you mean ${near.join(", ")}? ${all}`,
  );
}

function listOfCodes(width: number): string {
  const column = Math.max(...TOPICS.flatMap(({ codes }) => codes.map(({ length }) => length))) + 4;
  const sections = TOPICS.map(({ title, codes }) => {
    const lines = codes.map((code) => hanging(`  ${code}`.padEnd(column), codeText(code).message, width));
    return `${title}\n${lines.join("\n")}\n`;
  });
  return `${sections.join("\n")}\nrollout-ingest explain <code> tells more of one.\n`;
}

function explanationText(code: Code, width: number): string {
  const { meaning, matters, otherwise, example, wayOut } = explanationOf(code);
  const shown = EXAMPLES[code];
  const files = example.file === undefined ? [] : [`  ${example.file.name}:`, indented(example.file.lines, 6), ""];
  const setup = example.setup === undefined ? [] : [indented(prompted(example.setup), 2)];
  const parts = [
    hanging(`${code}: `, codeText(code).message, width, 2),
    "",
    wrapped(severityInWords(shown.severity), width, 2),
    ...(otherwise === undefined ? [] : [wrapped(plain(otherwise), width, 2)]),
    "",
    wrapped(plain(meaning), width, 2),
    "",
    "Why it matters",
    wrapped(plain(matters), width, 2),
    "",
    "Example",
    ...files,
    ...setup,
    indented(prompted(exampleCommand(example, shown)), 2),
    indented(shown.report, 2),
    "",
    "The way out",
    ...wayOut.map((way) => hanging("  - ", plain(way), width)),
    "",
  ];
  return parts.join("\n");
}

/** A shell command as it is shown. */
function prompted(command: string): string {
  return `$ ${command}`;
}

/** Backquotes belong to Markdown; quotes that stand in them stay. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}
