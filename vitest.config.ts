import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/slow/**"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
