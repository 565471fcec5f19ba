/** The account of a run: one more report, of every input and output, written as the run goes on. */
import type { Severity } from "../diagnostics/diagnostic.ts";
import { printableJson } from "../diagnostics/printable.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Summary } from "../ingest/accounting.ts";
import type { FileRecord } from "../ingest/file-result.ts";
import type { WrittenFile } from "../sinks/ledger.ts";
import type { Manifest, ManifestInput } from "./manifest-schema.ts";
import { MANIFEST_VERSION } from "./manifest-version.ts";

/** What is known before the run. */
export type ManifestHead = Pick<Manifest, "command" | "settings"> & { readonly version: string };

/**
 * @param write takes the text
 * @param outputs the files written, asked for when all of them are complete
 * @param now the time, by a clock
 */
export function manifestReporter(
  write: (text: string) => void,
  { version, command, settings }: ManifestHead,
  outputs: (rows: number) => readonly WrittenFile[],
  now: () => Date = () => new Date(),
): Reporter {
  const tool = { name: "rollout-ingest", version, node: process.version };
  const head = { schema_version: MANIFEST_VERSION, tool, command, settings, started_at: now().toISOString() };
  const others = { errors: 0, warnings: 0 };
  let inputs = 0;
  let counts: Summary | null = null;

  function input(entry: ManifestInput): void {
    write(`${inputs++ === 0 ? opening(head) : ",\n"}${printableJson(entry)}`);
  }

  return {
    file: (result) => input(inputEntry(result)),
    diagnostic({ severity }) {
      others[COUNTED_AS[severity]]++;
    },
    passedOver: (path, reason) => input({ ...UNREAD, path, reason }),
    summary(summary) {
      counts = summary;
    },
    end(exit) {
      const rest = {
        outputs: outputs(counts?.rows ?? 0),
        other_diagnostics: others,
        summary: counts,
        exit,
        ended_at: now().toISOString(),
      };
      write(`${inputs === 0 ? opening(head) : "\n"}],\n${printableJson(rest).slice(1)}\n`);
    },
    cutShort: () => undefined,
    fatal: () => undefined,
  };
}

const COUNTED_AS = { error: "errors", warning: "warnings" } as const satisfies Record<Severity, string>;

/** The head's object, and the list of inputs in it, both still open. */
function opening(head: object): string {
  return `${printableJson(head).slice(0, -1)},\n"inputs":[\n`;
}

const UNREAD = {
  relative_path: null,
  bytes: null,
  sha256: null,
  was_modified: false,
  format: null,
  outcome: "skipped",
  rows: 0,
  errors: 0,
  warnings: 0,
  accepted_by: null,
} as const;

function inputEntry(result: FileRecord): ManifestInput {
  const { file, hash = null, format, outcome, diagnostics, unlisted } = result;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return {
    path: file.displayPath,
    relative_path: file.relativePath,
    bytes: hash?.bytes ?? null,
    sha256: hash?.sha256 ?? null,
    was_modified: hash?.wasModified ?? false,
    format,
    outcome,
    rows: outcome === "rows" ? result.rows : 0,
    errors: errors + unlisted.errors,
    warnings: diagnostics.length - errors + unlisted.warnings,
    reason: outcome === "skipped" ? result.reason : null,
    accepted_by: outcome === "rejected" ? result.acceptedBy : null,
  };
}
