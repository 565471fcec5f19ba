/**
 * Bundles the command line (everything in it, so that it starts fast) and the library (zod left to
 * the package manager, so that a program has one zod), and writes the declarations.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

rmSync(`${root}dist`, { recursive: true, force: true });

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "eof",
  define: { VERSION: JSON.stringify(version) },
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { cli: "src/cli/main.ts" },
  outdir: "dist/cli",
  // commander, fast-glob and cli-progress are CommonJS and call require.
  banner: { js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);' },
});
await build({ ...common, entryPoints: { index: "src/index.ts" }, outdir: "dist", packages: "external" });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "--project", `${root}tsconfig.build.json`], { stdio: "inherit" });
