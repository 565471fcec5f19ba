/**
 * Bundles the command line (everything in it, so that it starts fast) and the library (zod left to
 * the package manager, so that a program has one zod), and writes the declarations and the manual page.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  // commander, fast-glob and cli-progress are CommonJS and call require.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  // Their WebAssembly lies beside their code; the first is loaded only where Node has no zstd, the second is optional.
  external: ["@bokuweb/zstd-wasm", "node-sqlite3-wasm"],
  define: { VERSION: JSON.stringify(version) },
  logLevel: "warning",
};

const PRESET = "@secretlint/secretlint-rule-preset-recommend";

// The filter runs in esbuild, which knows no flags.
const PRESET_NAME = new RegExp(`^${PRESET}$`);

/**
 * The rules for secrets are a file of their own, which the command line and the library share.
 *
 * @param {string} path from those that load it
 * @returns {import("esbuild").Plugin}
 */
function sharedRules(path) {
  return {
    name: "shared rules",
    setup(bundle) {
      bundle.onResolve({ filter: PRESET_NAME }, () => ({ path, external: true }));
    },
  };
}

const rules = await build({
  ...common,
  metafile: true,
  minifyIdentifiers: true,
  entryPoints: { "secret-rules": PRESET },
  outdir: "dist",
});
const cli = await build({
  ...common,
  plugins: [sharedRules("../secret-rules.js")],
  metafile: true,
  entryPoints: { cli: "src/cli/main.ts", worker: "src/ingest/threads/worker.ts" },
  outdir: "dist/cli",
});
await build({
  ...common,
  plugins: [sharedRules("./secret-rules.js")],
  entryPoints: { index: "src/index.ts" },
  outdir: "dist",
  external: [...common.external, "zod"],
});
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "--project", `${root}tsconfig.build.json`], {
  stdio: "inherit",
});
writeFileSync(
  `${root}dist/rollout-ingest.1`,
  execFileSync(process.execPath, [`${root}bin/rollout-ingest.js`, "man"], { encoding: "utf8" }),
);
writeFileSync(
  `${root}dist/THIRD-PARTY-LICENSES.txt`,
  notices([cli, rules].flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);

/**
 * The licences of what is bundled: most of them ask to be passed on with it.
 *
 * @param {string[]} inputs paths of the bundled files
 * @returns {string}
 */
function notices(inputs) {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(input)?.[0] ?? []));
  return [...packages]
    .toSorted()
    .map((folder) => {
      const {
        name,
        version: packageVersion,
        license,
      } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
      const own = inputs.filter((input) => input.startsWith(`${folder}/`));
      const file = readdirSync(`${root}${folder}`).find((entry) => /^licen[cs]e/iu.test(entry));
      const text = file === undefined ? `Licence: ${license}` : readFileSync(`${root}${folder}/${file}`, "utf8").trim();
      return `${[`${name} ${packageVersion}`, text, ...new Set(own.flatMap(foreignNotices))].join("\n\n")}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * What a file says of code of others that its package has bundled itself.
 *
 * @param {string} input
 * @returns {string[]}
 */
function foreignNotices(input) {
  const comments = readFileSync(`${root}${input}`, "utf8").match(/\/\*\*[\s\S]*?\*\//gu) ?? [];
  return comments
    .filter((comment) => /\blicense\b/iu.test(comment) && /copyright/iu.test(comment))
    .map((comment) => comment.replaceAll(/^[ \t]+/gmu, " ").trim());
}
