/** The redaction of a run; its rules are loaded only when they are asked for. */
import type { FileOutcome } from "../ingest/file-result.ts";
import type { RedactionSettings } from "./settings.ts";

/** Once a thread; what comes of it is synchronous. Undefined where nothing is asked. */
export async function loadRedaction(
  settings: RedactionSettings | null,
): Promise<((outcome: FileOutcome) => FileOutcome) | undefined> {
  if (settings === null) return undefined;
  const { makeRedactor } = await import("./redactor.ts");
  const { redactOutcome } = await import("./redact-outcome.ts");
  const redactor = makeRedactor(settings);
  return (outcome) => redactOutcome(outcome, redactor, settings);
}
