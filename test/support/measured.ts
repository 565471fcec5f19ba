/** Runs of the built command whose memory is measured. */
import { expect } from "vitest";
import { COMMAND, shell } from "./cli.ts";
import { discrepancies, reportOf, type Report } from "./report.ts";

export interface Measured {
  readonly status: number | null;
  /** The largest memory of the process, in bytes. */
  readonly peak: number;
  readonly report: Report;
}

/** Runs the command with `-o out.jsonl` in a folder; its counts must add up. */
export async function ingestMeasured(cwd: string, flags: string): Promise<Measured> {
  const { status, stdout, stderr } = await shell(
    `{ \\time -o peak -f %M '${process.execPath}' '${COMMAND}' ${flags} -o out.jsonl --error-format json; }
    status=$?; tail -1 peak; exit $status`,
    { cwd },
  );
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  return { status, peak: Number(stdout.trim()) * 1024, report };
}
