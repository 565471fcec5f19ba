/** The rows of a file redacted, and what is told of it. */
import { Findings, toDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { listed } from "../diagnostics/words.ts";
import type { FileOutcome } from "../ingest/file-result.ts";
import { fromPointer, toPointer } from "../json/locate.ts";
import { decodeText } from "../json/text.ts";
import type { SeedRow } from "../row/row.ts";
import { RedactionTotals } from "./counts.ts";
import type { Redactor } from "./redactor.ts";
import type { RedactionSettings } from "./settings.ts";

/**
 * With mode `replace` the file keeps its rows and gets a warning that counts what was replaced; with
 * `fail` it is rejected, each place of a secret an error. What a secret is made of is never told, in
 * other problems of the file neither.
 */
export function redactOutcome(
  given: FileOutcome,
  redactor: Redactor,
  { mode }: Pick<RedactionSettings, "mode">,
): FileOutcome {
  const outcome = { ...given, diagnostics: given.diagnostics.map((diagnostic) => silenced(diagnostic, redactor)) };
  if (outcome.outcome !== "rows") return outcome;
  const { file } = outcome;
  const totals = new RedactionTotals();
  const findings = new Findings();
  const rows = outcome.rows.map((row): SeedRow => {
    const { row: redacted, secrets, names } = redactor.row(row);
    totals.names += names;
    for (const { kind, count, path } of secrets) {
      totals.secret(kind, count);
      if (mode !== "fail") continue;
      const id = JSON.stringify(decodeText(redacted.trace_id));
      findings.add({ severity: "error", code: "secret-found", at: path, found: `${count} ${kind} in the row ${id}` });
    }
    return redacted;
  });
  const isClean = Object.keys(totals.secrets).length === 0;
  if (isClean && totals.names === 0) return outcome;
  const redacted = { secrets: totals.secrets, names: totals.names };
  if (isClean) return { ...outcome, rows, redacted };
  if (mode === "fail") {
    const { size, unlisted } = outcome;
    // The place of a secret is told by its keys, which may be secrets too.
    const errors = findings.list.map((finding) =>
      silenced(toDiagnostic(finding, file.displayPath, undefined), redactor),
    );
    return {
      file,
      size,
      outcome: "rejected",
      acceptedBy: null,
      diagnostics: [...outcome.diagnostics, ...errors],
      unlisted: { ...unlisted, errors: unlisted.errors + findings.unlisted.errors },
      redacted,
    };
  }
  const warning: Diagnostic = {
    severity: "warning",
    code: "secrets-redacted",
    file: file.displayPath,
    found: listed(totals.secrets),
  };
  return { ...outcome, rows, redacted, diagnostics: [...outcome.diagnostics, warning] };
}

function silenced(diagnostic: Diagnostic, { words }: Redactor): Diagnostic {
  const { pointer, expected, found, action } = diagnostic;
  return {
    ...diagnostic,
    ...(pointer !== undefined && { pointer: toPointer(fromPointer(pointer).map(words)) }),
    ...(expected !== undefined && { expected: words(expected) }),
    ...(found !== undefined && { found: words(found) }),
    ...(action !== undefined && { action: words(action) }),
  };
}
