/** Loaded with --import before a measured Node program: leaves what it used in BENCH_USAGE_FILE. */
import { readFileSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const usageFile = process.env["BENCH_USAGE_FILE"];
// A worker loads this too; the figures are those of the whole process, and the main thread ends last.
if (isMainThread && usageFile !== undefined) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(
      usageFile,
      JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: peakBytes() }),
    );
  });
}

/** The peak of this program alone: maxRSS begins with that of the process that started it. */
function peakBytes() {
  try {
    const found = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (found !== null) return Number(found[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
