/** Runs that reporters are told, for tests of what they make of them. */
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import type { SkipReason } from "../../src/formats/handler.ts";
import { Accounting } from "../../src/ingest/accounting.ts";
import type { FileRecord } from "../../src/ingest/file-result.ts";

export const WELL = { status: 0, reason: "no file rejected" };

/** What belongs to a run beside its files. */
export interface Beside {
  readonly diagnostics?: readonly Diagnostic[];
  readonly passedOver?: readonly (readonly [file: string, reason: SkipReason])[];
  readonly notRead?: number;
}

/** Tells a reporter of a whole run that ends well, as the command does. */
export function tellRun(reporter: Reporter, files: readonly FileRecord[], beside: Beside = {}): Accounting {
  const { diagnostics = [], passedOver = [], notRead = 0 } = beside;
  const accounting = new Accounting(files.length + passedOver.length + notRead);
  for (const diagnostic of diagnostics) {
    accounting.diagnostic(diagnostic);
    reporter.diagnostic(diagnostic);
  }
  for (const [file, reason] of passedOver) {
    accounting.passedOver(reason);
    reporter.passedOver(file, reason);
  }
  for (const file of files) {
    accounting.file(file);
    reporter.file(file);
  }
  reporter.summary(accounting.summary());
  reporter.end(WELL);
  return accounting;
}

/** A record of a file under another name. */
export function named(record: FileRecord, name: string): FileRecord {
  return {
    ...record,
    file: { ...record.file, path: `/in/${name}`, relativePath: name, displayPath: name },
    diagnostics: record.diagnostics.map((diagnostic) => ({ ...diagnostic, file: name })),
  };
}

/** What reports are given to say that could do harm in one of their forms. */
export const HOSTILE_TEXTS: readonly string[] = [
  "::error::x",
  "  ::stop-commands::x",
  "##[error]x",
  "##vso[task.setvariable variable=x]y",
  "a\r\n::set-output name=x::y",
  "a%0A::error::b",
  "a,b:c=d",
  "</failure></testcase>]]><x/>&amp;&#0;\"'",
  "<!-- --><?xml?><![CDATA[",
  "\u001B[2J\u009B31m\u0000\u0007\u000C\u007F",
  "\u202E\u2066\uFEFF\uFFFE\uFFFF\uD800\u2028",
  "{0} {1} [click](https://example.com) [here](1)",
  "../../etc/passwd",
  "%SRCROOT%/a b#c?d%20e\\f",
];
