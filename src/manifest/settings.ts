/** The flags of a run as its account has them. */
import { compareCodePoints } from "../json/code-points.ts";
import type { Manifest } from "./manifest-schema.ts";

/** What changes neither rows nor exit status, or says where the account itself is. */
const ASIDE: ReadonlySet<string> = new Set([
  "color",
  "progress",
  "quiet",
  "jobs",
  "error-format",
  "report",
  "manifest",
]);

/** @param flags by their names in camel case, as commander has them */
export function settingsOf(flags: Readonly<Record<string, unknown>>): Manifest["settings"] {
  const settings: Manifest["settings"] = {};
  // Not in the order in which they were given: two runs of the same flags have the same settings.
  for (const [key, value] of Object.entries(flags).toSorted(([a], [b]) => compareCodePoints(a, b))) {
    const name = key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
    if (ASIDE.has(name)) continue;
    if (typeof value === "string" || typeof value === "boolean") settings[name] = value;
    else if (Array.isArray(value)) settings[name] = value.map(String);
  }
  return settings;
}
