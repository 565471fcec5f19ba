/**
 * Compiles src/json/scanner/scanner.as.ts and writes src/json/scanner/wasm.ts. The result is kept
 * in the repository, so that building, testing and installing need no compiler; a test compares it
 * with a fresh compilation.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const folder = fileURLToPath(new URL("../src/json/scanner/", import.meta.url));

/** @returns {Promise<Uint8Array>} the WebAssembly module, the same bytes for the same source */
export async function compileScanner() {
  /** @type {Map<string, Uint8Array>} */
  const written = new Map();
  let messages = "";
  const { error } = await main(
    [
      "scanner.as.ts",
      "--baseDir",
      folder,
      "--outFile",
      "scanner.wasm",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--optimizeLevel",
      "3",
      "--shrinkLevel",
      "0",
      "--noAssert",
      "--memoryBase",
      "1024",
      "--initialMemory",
      "24",
      "--maximumMemory",
      "65536",
      "--use",
      "abort=",
    ],
    {
      writeFile: (name, contents) => void written.set(name, contents),
      stderr: { write: (text) => void (messages += text) },
    },
  );
  const wasm = written.get("scanner.wasm");
  if (error || wasm === undefined) throw new Error(`asc: ${error?.message ?? "no output"}\n${messages}`);
  return wasm;
}

/** @param {Uint8Array} wasm @returns {string} the source of src/json/scanner/wasm.ts */
export function renderModule(wasm) {
  const text = Buffer.from(wasm).toString("base64");
  const lines = text.match(/.{1,96}/gu) ?? [];
  return [
    "/** Compiled from scanner.as.ts by scripts/build-scanner.mjs; do not edit. */",
    "export const SCANNER_WASM: string =",
    lines.map((line) => `  "${line}"`).join(" +\n") + ";",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wasm = await compileScanner();
  writeFileSync(`${folder}wasm.ts`, renderModule(wasm));
  process.stderr.write(`scanner: ${wasm.length} bytes\n`);
}
