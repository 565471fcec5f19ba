/** The file of exact values that the user names. */
import { readFileSync } from "node:fs";
import { systemMessage } from "../read/system-message.ts";
import { UsageError } from "../usage-error.ts";

/** Shorter ones stand in words that mean something else. */
export const LEAST_VALUE = 6;

/**
 * The values of a file: one a line, spaces at its ends left out; empty lines and lines that begin
 * with `#` are passed over.
 *
 * @throws UsageError naming file and line, never a value
 */
export function readValues(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read --redact-values ${JSON.stringify(path)}: ${systemMessage(error)}`);
  }
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  const values = lines.flatMap((line, index) => {
    const value = line.trim();
    if (value === "" || value.startsWith("#")) return [];
    if (value.length >= LEAST_VALUE) return [value];
    throw new UsageError(
      `--redact-values ${JSON.stringify(path)}, line ${index + 1}: a value has at least ${LEAST_VALUE} characters`,
      "a shorter one would be found in words that mean something else",
    );
  });
  if (values.length === 0) throw new UsageError(`--redact-values ${JSON.stringify(path)} holds no values`);
  return [...new Set(values)];
}
