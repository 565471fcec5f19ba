/** Records of a session log that are not what they must be. */
import { describeValue } from "../diagnostics/describe.ts";
import type { Code } from "../diagnostics/codes.ts";
import type { JsonPath } from "../json/locate.ts";
import type { JsonValue } from "../json/value.ts";
import type { SessionContext } from "./handler.ts";

/**
 * Reports damage in the record that is being read: an error, for which the file is rejected; at the
 * lenient level a warning, and the caller leaves out the part that is damaged.
 *
 * @param at the value at fault, or the object that lacks one
 */
export function reportDamage(
  { level, findings }: SessionContext,
  code: Code,
  at: JsonPath,
  expected: string,
  found: JsonValue | undefined,
): void {
  const lenient = level === "lenient";
  findings.add({
    severity: lenient ? "warning" : "error",
    code,
    at,
    expected,
    found: describeValue(found),
    ...(lenient && { action: "left out" }),
  });
}
