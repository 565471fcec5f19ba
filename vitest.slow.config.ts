import { defineConfig } from "vitest/config";

/** Suites that take long or need what a user's clone lacks (large memory, the real samples). */
export default defineConfig({
  test: { include: ["test/slow/**/*.test.ts"], testTimeout: 600_000, fileParallelism: false },
});
