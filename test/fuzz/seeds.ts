/** Inputs to begin with: the fixtures, a folder an input; and those that were kept. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { packFiles } from "./archive.ts";
import { MOST_BYTES } from "./mutate.ts";

export interface Seed {
  /** The target that it was kept for; null for all. */
  readonly target: string | null;
  readonly name: string;
  readonly bytes: Buffer;
}

const FIXTURES: Readonly<Record<string, string>> = {
  atif: "atif",
  "claude-code": "claude_code",
  codex: "codex",
  hermes: "hermes_agent",
  pi: "pi_coding_agent",
};

/** @param root folder of the project */
export function fixtureSeeds(root: string): Seed[] {
  return Object.entries(FIXTURES).flatMap(([folder, target]) =>
    readdirSync(path.join(root, "fixtures", folder)).flatMap((name) => {
      const place = path.join(root, "fixtures", folder, name);
      if (name.endsWith(".expected") || !statSync(place).isDirectory()) return [];
      const files = filesBelow(place).filter((file) => !file.endsWith(".expected"));
      const contents = files.map((file) => [path.relative(place, file), readFileSync(file)] as const);
      const whole = packFiles(Object.fromEntries(contents));
      const single = contents.map(([, bytes]) => bytes);
      return [whole, ...single]
        .filter(({ length }) => length <= MOST_BYTES)
        .map((bytes) => ({ target, name: `fixtures/${folder}/${name}`, bytes }));
    }),
  );
}

/** Inputs are kept below the name of their target. */
export function keptSeeds(folder: string): Seed[] {
  return filesBelow(folder).map((file) => ({
    target: path.basename(path.dirname(file)),
    name: path.relative(folder, file),
    bytes: readFileSync(file),
  }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
