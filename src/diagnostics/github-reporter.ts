/**
 * The report as annotations of a GitHub job: workflow commands, which the runner reads from the log.
 * A step gets ten errors and ten warnings; what goes beyond is counted in one line at the end.
 */
import type { Summary } from "../ingest/accounting.ts";
import type { Severity } from "./diagnostic.ts";
import { printable, printableLines } from "./printable.ts";
import { reportPath } from "./report-path.ts";
import type { Reporter, ReportSettings } from "./reporter.ts";
import { counted, grouped, rejection, sentence, type Group } from "./words.ts";

/** Annotations of one kind that GitHub shows of a step. */
const MOST_ANNOTATIONS = 10;
const TITLE = "rollout-ingest";

/**
 * Problems of a file with the same code are one annotation: room for ten of them is little.
 *
 * @param write takes the text of the report
 * @param base the folder that paths count from
 */
export function githubReporter(
  write: (text: string) => void,
  { quiet, countsOnly = false }: ReportSettings,
  base: string,
): Reporter {
  const told: Record<Severity, number> = { error: 0, warning: 0 };
  /** Problems that an annotation stands for. */
  const shown: Record<Severity, number> = { error: 0, warning: 0 };
  let counts: Summary | null = null;

  function annotate({ diagnostic, alike }: Group, note = ""): void {
    const { severity, code, file, line, column } = diagnostic;
    if (quiet && severity === "warning") return;
    if (told[severity] === MOST_ANNOTATIONS) return;
    told[severity]++;
    shown[severity] += alike;
    const properties = { file: reportPath(file, base).path, line, col: column, title: `${TITLE} ${code}` };
    write(command(severity, properties, sentence(diagnostic, alike) + note));
  }

  function endWith(words: string): void {
    if (counts === null || quiet) return;
    const { files, errors, warnings } = counts;
    const more = [
      errors > shown.error ? counted(errors - shown.error, "more error") : "",
      warnings > shown.warning ? counted(warnings - shown.warning, "more warning") : "",
    ].filter((part) => part !== "");
    const rest = more.length === 0 ? "" : `; ${more.join(" and ")} not shown here`;
    const rows = `${countsOnly ? "would give " : ""}${counted(counts.rows, "row")}`;
    const message = `${rows} from ${files.converted} of ${counted(files.found, "file")}, ${files.rejected} rejected, ${files.skipped} skipped${rest}${words}`;
    write(command("notice", { title: TITLE }, message));
  }

  return {
    file(result) {
      const way = result.outcome === "rejected" ? `; the file is rejected: ${rejection(result)}` : "";
      for (const group of grouped(result.diagnostics))
        annotate(group, group.diagnostic.severity === "error" ? way : "");
    },
    diagnostic: (diagnostic) => annotate({ diagnostic, alike: 1 }),
    passedOver: () => undefined,
    summary(summary) {
      counts = summary;
    },
    end: ({ status, reason }) => endWith(status === 0 ? "" : `; exit status ${status}: ${reason}`),
    cutShort: () => undefined,
    fatal(message, hint) {
      endWith("");
      const words = printableLines(message);
      write(command("error", { title: TITLE }, hint === undefined ? words : `${words}\n${printable(hint)}`));
    },
  };
}

/** A workflow command, on a line of its own whatever is in it. */
function command(
  name: Severity | "notice",
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  return `::${name} ${given.join(",")}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
