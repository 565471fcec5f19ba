/** When a run that came to its end has failed. */
import type { Exit } from "../diagnostics/reporter.ts";
import { counted } from "../diagnostics/words.ts";
import { isFruitless, type Summary } from "../ingest/accounting.ts";
import { EXIT } from "./exit-status.ts";

export const FAIL_ON = ["error", "warning", "never"] as const;

/** A part of all rollouts, exact: `0.57%` is 5700 millionths. */
export interface Rate {
  readonly millionths: number;
  /** As the user gave it. */
  readonly spelling: string;
}

export interface Policy {
  readonly failOn: (typeof FAIL_ON)[number];
  /** The most errors that are no failure; null where any rejected file is one. */
  readonly maxErrors: number | null;
  /** The greatest part of the rollouts that may be rejected; null likewise. */
  readonly maxRejectRate: Rate | null;
  /** Nothing found is no failure. */
  readonly allowEmpty: boolean;
}

const MILLION = 1_000_000;

/** True where the user said what a failure is. */
export function isChosen({ failOn, maxErrors, maxRejectRate }: Policy): boolean {
  return failOn !== "error" || maxErrors !== null || maxRejectRate !== null;
}

/** The status of a run that came to its end, and the reason, which names the flag that made the difference. */
export function exitOf(summary: Summary, policy: Policy): Exit {
  if (policy.failOn === "never") return { status: EXIT.ok, reason: "--fail-on never" };
  const broken = [brokenByWarnings, brokenByErrors, brokenByRate, brokenByRejection].flatMap(
    (rule) => rule(summary, policy) ?? [],
  );
  if (broken.length > 0) return { status: EXIT.rejected, reason: broken.join("; ") };
  return { status: EXIT.ok, reason: tolerated(summary, policy) };
}

function brokenByWarnings({ warnings }: Summary, { failOn }: Policy): string | null {
  return failOn === "warning" && warnings > 0 ? `${counted(warnings, "warning")}, with --fail-on warning` : null;
}

function brokenByErrors({ errors }: Summary, { maxErrors }: Policy): string | null {
  return maxErrors !== null && errors > maxErrors
    ? `${counted(errors, "error")}, more than --max-errors ${maxErrors}`
    : null;
}

function brokenByRate({ files }: Summary, { maxRejectRate }: Policy): string | null {
  const rollouts = files.converted + files.rejected;
  if (maxRejectRate === null || files.rejected * MILLION <= maxRejectRate.millionths * rollouts) return null;
  return `${rejectedPart(files, Math.ceil)}, more than --max-reject-rate ${maxRejectRate.spelling}`;
}

function brokenByRejection({ files }: Summary, { maxErrors, maxRejectRate }: Policy): string | null {
  const isLimited = maxErrors !== null || maxRejectRate !== null;
  return files.rejected > 0 && !isLimited ? `${counted(files.rejected, "file")} rejected` : null;
}

function tolerated(summary: Summary, { maxErrors, maxRejectRate }: Policy): string {
  if (isFruitless(summary)) return "nothing found, with --allow-empty";
  const { errors, files } = summary;
  if (files.rejected === 0) return "no file rejected";
  const limits: string[] = [];
  if (maxErrors !== null) limits.push(`${counted(errors, "error")}, no more than --max-errors ${maxErrors}`);
  if (maxRejectRate !== null) {
    limits.push(`${rejectedPart(files, Math.floor)}, no more than --max-reject-rate ${maxRejectRate.spelling}`);
  }
  return limits.join("; ");
}

/** @param round to two digits: away from the limit that it is compared with, never to it or past it */
function rejectedPart({ converted, rejected }: Summary["files"], round: (number: number) => number): string {
  const rollouts = converted + rejected;
  const percent = round((rejected * 10_000) / rollouts) / 100;
  return `${rejected} of ${counted(rollouts, "rollout")} rejected (${percent}%)`;
}

/** Reads a rate such as `5%` or `0.25%`; null for anything else. */
export function readRate(spelling: string): Rate | null {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,4}))?%$/u.exec(spelling) ?? [];
  if (whole === undefined) return null;
  const millionths = Number(whole) * 10_000 + Number(fraction.padEnd(4, "0"));
  return millionths > MILLION ? null : { millionths, spelling };
}
