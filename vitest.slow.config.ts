import { defineConfig } from "vitest/config";

/**
 * Suites that take long or need what a user's clone lacks (large memory, the real samples), and the
 * laws of the formats on more cases.
 */
export default defineConfig({
  test: {
    include: ["test/slow/**/*.test.ts", "test/formats/*/{laws,strange,heads,places}.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    env: { LAW_FACTOR: "10" },
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
