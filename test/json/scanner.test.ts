/** The compiled scanner in the repository is that of the source beside it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileScanner, renderModule } from "../../scripts/build-scanner.mjs";

test("src/json/scanner/wasm.ts is what scripts/build-scanner.mjs makes of scanner.as.ts", async () => {
  const kept = readFileSync(new URL("../../src/json/scanner/wasm.ts", import.meta.url), "utf8");
  expect(renderModule(await compileScanner()) === kept).toBe(true);
});
