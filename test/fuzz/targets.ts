/** What is fed with inputs: the JSON layer, each format, and the choice among them. */
import { AUTO, nameOf, type FormatChoice } from "../../src/formats/choice.ts";
import { HANDLERS } from "../../src/formats/registry.ts";
import { scannerMemory } from "../../src/json/scanner/scanner.ts";
import { checkFiles } from "./files-target.ts";
import { checkJson } from "./json-target.ts";
import { checkPrototypes, hold } from "./properties.ts";

export interface Target {
  readonly name: string;
  /** @throws whatever, where something does not hold */
  check(input: Buffer): Promise<void>;
}

const MOST_MEMORY = 16 * 1024 * 1024;

async function guarded(check: () => void | Promise<void>): Promise<void> {
  // Tests share modules: one before may have had a large document.
  const before = scannerMemory().length;
  await check();
  checkPrototypes();
  // No value of an input makes the scanner take more than the input.
  hold(scannerMemory().length < Math.max(MOST_MEMORY, before + 1), "the scanner's memory");
}

export const TARGETS: readonly Target[] = [
  { name: "json", check: (input) => guarded(() => checkJson(input)) },
  filesTarget(AUTO),
  ...HANDLERS.map(filesTarget),
];

function filesTarget(choice: FormatChoice): Target {
  return { name: nameOf(choice), check: (input) => guarded(() => checkFiles(choice, input)) };
}
