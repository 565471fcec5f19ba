/** Problems and counts in words, for the reports that people read. What comes from files is made safe here. */
import type { FileRecord } from "../ingest/file-result.ts";
import { codeText } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { printable } from "./printable.ts";

/** What was expected and what was found, as far as they are known; "" when neither is. */
export function comparison({ expected, found }: Diagnostic): string {
  return [
    expected === undefined ? "" : `expected ${printable(expected)}`,
    found === undefined ? "" : `found ${printable(found)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** All that is known of a problem but its place, in one line. @param alike how many like it this one stands for */
export function sentence(diagnostic: Diagnostic, alike = 1): string {
  const { code, pointer, action } = diagnostic;
  const { message, hint } = codeText(code);
  const detail = comparison(diagnostic);
  return [
    detail === "" ? message : `${message}: ${detail}`,
    pointer === undefined ? "" : `at ${printable(pointer)}`,
    action === undefined ? "" : `done: ${printable(action)}`,
    hint === undefined ? "" : `hint: ${hint}`,
    alike === 1 ? "" : `and ${alike - 1} more like this in the file`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

/** `file:line:column`, as far as they are known. */
export function placeOf({ file, line, column }: Diagnostic): string {
  return [printable(file), line, column].filter((part) => part !== undefined).join(":");
}

/** Why a file is rejected, in short: how many errors there are, and what would accept it. */
export function rejection({ diagnostics, unlisted, acceptedBy }: Extract<FileRecord, { outcome: "rejected" }>): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length + unlisted.errors;
  const way = acceptedBy === null ? "" : `; --validation ${acceptedBy} accepts it`;
  return `${counted(errors, "error")}${way}`;
}

/** One problem, and how many of the file it stands for. */
export interface Group {
  readonly diagnostic: Diagnostic;
  readonly alike: number;
}

/** The problems of a file, those of one severity and code as one, at the place of the first. */
export function grouped(diagnostics: readonly Diagnostic[]): Group[] {
  const groups = new Map<string, { readonly diagnostic: Diagnostic; alike: number }>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.severity} ${diagnostic.code}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { diagnostic, alike: 1 });
    else known.alike++;
  }
  return [...groups.values()];
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Names with their numbers, the most frequent first. */
export function listed(counts: Readonly<Partial<Record<string, number>>>): string {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => (b ?? 0) - (a ?? 0))
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}
