/** What a schema refuses, as findings. */
import * as z from "zod";
import { describeValue } from "../diagnostics/describe.ts";
import type { Code } from "../diagnostics/codes.ts";
import type { Findings, Severity } from "../diagnostics/diagnostic.ts";
import type { JsonPath } from "../json/locate.ts";
import { isText } from "../json/text.ts";
import { isJsonObject, valueAt, type JsonValue } from "../json/value.ts";

/**
 * The schema of a JSON object with some known keys; others may hold anything. Texts and numbers that
 * keep their spelling are objects to JavaScript, but not here.
 */
export function jsonObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  // Not z.looseObject: it accepts the same, but copies the keys that it does not know.
  const fields = z.object(shape);
  return z.custom<z.input<typeof fields>>(isJsonObject, { error: "an object" }).pipe(fields);
}

/** Says what is expected in words: the schema's own (`error`), or the kind that zod names. */
function expectation(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" && issue.message.startsWith("Invalid")
    ? `a value of type ${issue.expected}`
    : issue.message;
}

/** Checks a value; what is wrong goes to `findings`. True when nothing is. */
export function checkShape(
  schema: z.ZodType,
  value: JsonValue,
  at: JsonPath,
  findings: Findings,
  severity: Severity = "error",
  code?: Code,
): boolean {
  const result = schema.safeParse(value);
  if (result.success) return true;
  for (const issue of result.error.issues) {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    const found = lookUp(value, path);
    findings.add({
      severity,
      code: code ?? codeOf(issue, found),
      // A key that is missing has no place of its own: the object that lacks it has.
      at: [...at, ...(found === undefined ? path.slice(0, -1) : path)],
      expected:
        found === undefined
          ? `the key ${JSON.stringify(String(path.at(-1)))}: ${expectation(issue)}`
          : expectation(issue),
      found: describeValue(found),
    });
  }
  return false;
}

function codeOf(issue: z.core.$ZodIssue, found: JsonValue | undefined): Code {
  if (found === undefined) return "missing-field";
  if (issue.code === "too_small") return "no-steps";
  if (issue.code === "invalid_value" && isText(found)) return "unknown-value";
  return found === "" ? "empty-text" : "wrong-type";
}

/** The value at a path, or undefined. */
export function lookUp(value: JsonValue, path: JsonPath): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const part of path) {
    if (Array.isArray(current) && typeof part === "number") current = current[part];
    else if (isJsonObject(current)) current = valueAt(current, String(part));
    else return undefined;
  }
  return current;
}
