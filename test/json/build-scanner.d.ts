/** The types of scripts/build-scanner.mjs, which is plain JavaScript. */
declare module "*/build-scanner.mjs" {
  export function compileScanner(): Promise<Uint8Array>;
  export function renderModule(wasm: Uint8Array): string;
}
