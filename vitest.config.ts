import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/slow/**"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 30_000,
    maxWorkers: 2,
    // Loading the modules anew for each file takes longer than a quarter of the tests.
    isolate: false,
  },
});
