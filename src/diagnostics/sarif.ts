/** The objects of SARIF 2.1.0 that a report is made of. */
import { CODES, type CodeText } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { uriOf, type ReportPath } from "./report-path.ts";
import { sentence } from "./words.ts";

/** The name under which relative paths have their folder: the usual one. */
export const BASE_ID = "%SRCROOT%";

const INDEXES: ReadonlyMap<string, number> = new Map(Object.keys(CODES).map((code, index) => [code, index]));

/** Every code as a reportingDescriptor (3.49), found or not: what is looked for does not depend on what is given. */
export function sarifRules(): object[] {
  return Object.entries<CodeText>(CODES).map(([code, { message, hint }]) => {
    const text = hint === undefined ? message : `${message}; hint: ${hint}`;
    return {
      id: code,
      shortDescription: { text: plain(message) },
      fullDescription: { text: plain(text) },
      help: { text: plain(`${text}. docs/diagnostics.md has more of it, under ${code}.`) },
    };
  });
}

/** A result (3.27). @param acceptedBy the level that would accept a file which is rejected */
export function sarifResult(diagnostic: Diagnostic, file: ReportPath, acceptedBy?: string | null): object {
  const { severity, code, line, column, pointer, expected, found, action } = diagnostic;
  const properties = {
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
    ...(action !== undefined && { action }),
    ...(severity === "error" && acceptedBy !== undefined && { acceptedBy }),
  };
  return {
    ruleId: code,
    ruleIndex: INDEXES.get(code),
    level: severity,
    message: { text: plain(sentence(diagnostic)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), ...(file.isInside && { uriBaseId: BASE_ID }) },
          ...(line !== undefined && {
            region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
          }),
        },
        ...(pointer !== undefined && { logicalLocations: [{ fullyQualifiedName: pointer }] }),
      },
    ],
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/**
 * Text in which nothing is a placeholder (3.11.5: `{0}`) or a link (3.11.6: `[text](target)`), so that no
 * file puts a link of its own before the reader.
 */
function plain(text: string): string {
  return text.replaceAll(/\{(\d+)\}/gu, "{{$1}}").replaceAll("](", "] (");
}
