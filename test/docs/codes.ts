/** The chapter of docs/diagnostics.md that explains every code: written from the explanations. */
import { hanging } from "../../src/cli/wrap.ts";
import { codeText, type Code } from "../../src/diagnostics/codes.ts";
import { EXAMPLES } from "../../src/diagnostics/explanations/examples.ts";
import { explanationOf, TOPICS } from "../../src/diagnostics/explanations/explanations.ts";
import { exampleCommand, severityInWords } from "../../src/diagnostics/explanations/words.ts";

const WIDTH = 120;

/** The chapter, from its heading to the end of the file. */
export function codesChapter(): string {
  const introduction =
    "`rollout-ingest explain <code>` tells the same. Each example is run by the tests: its input is in `fixtures/codes/<code>`. What is an error at which level is said of the example; of `strict`, `spec` and `lenient` each takes what the one before takes ([levels](validation.md)).";
  const topics = TOPICS.map(({ title, codes }) => `### ${title}\n\n${codes.map(entry).join("\n")}`);
  return `## Codes\n\n${filled(introduction)}\n\n${topics.join("\n")}`;
}

function entry(code: Code): string {
  const { meaning, matters, otherwise, example, wayOut } = explanationOf(code);
  const shown = EXAMPLES[code];
  const severity = severityInWords(shown.severity).replaceAll(/\b(?:strict|spec|lenient)\b/gu, "`$&`");
  const file = example.file === undefined ? [] : [`In \`${example.file.name}\`:`, fenced("", example.file.lines)];
  const setup = example.setup === undefined ? "" : `$ ${example.setup}\n`;
  return (
    [
      `#### ${code}\n${filled(`${sentence(codeText(code).message)} ${severity}${otherwise === undefined ? "" : ` ${otherwise}`}`)}`,
      filled(meaning),
      filled(matters),
      ...file,
      fenced("console", `${setup}$ ${exampleCommand(example, shown)}\n${shown.report}`),
      wayOut.map((way) => hanging("- ", way, WIDTH)).join("\n"),
      "",
    ]
      .join("\n\n")
      .trimEnd() + "\n"
  );
}

function sentence(text: string): string {
  return `**${text.charAt(0).toUpperCase()}${text.slice(1)}.**`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A paragraph in lines. */
function filled(text: string): string {
  return hanging("", text, WIDTH, 0);
}
