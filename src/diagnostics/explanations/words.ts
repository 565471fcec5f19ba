/** What the command line and the documentation say of an example alike. */
import { VALIDATION_LEVELS, type ValidationLevel } from "../../formats/handler.ts";
import type { Severity } from "../diagnostic.ts";
import type { ShownReport } from "./examples.ts";
import type { Example } from "./explanation.ts";

/** The command of an example, as a person types it. */
export function exampleCommand({ flags, environment = {} }: Example, { level }: ShownReport): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value} `);
  return `${settings.join("")}rollout-ingest ${flags}${level === "strict" ? "" : ` --validation ${level}`}`;
}

/** At which levels the example is what: `An error at strict and spec, a warning at lenient.` */
export function severityInWords(severity: ShownReport["severity"]): string {
  const kinds: readonly [Severity, string][] = [
    ["error", "an error"],
    ["warning", "a warning"],
  ];
  const parts = kinds.flatMap(([kind, words]) => {
    const levels = VALIDATION_LEVELS.filter((level) => severity[level] === kind);
    return levels.length === 0 ? [] : [`${words} at ${levelsInWords(levels)}`];
  });
  const text = parts.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function levelsInWords(levels: readonly ValidationLevel[]): string {
  if (levels.length === VALIDATION_LEVELS.length) return "every level";
  return levels.join(" and ");
}
