/** Secrets in runs that are large enough for several threads. */
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";
import { randomFrom, PLANTED } from "../redact/planted.ts";

const TOKEN = PLANTED["github-token"]?.[0]?.(randomFrom(1)) ?? "";

test("threads replace alike", async () => {
  const filler = "All is well; nothing to see here. ".repeat(60_000);
  const tree = Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [
      `${index}.json`,
      trajectory({ id: `t${index}`, answer: `${filler}${TOKEN} /home/carol/x` }),
    ]),
  );
  const folder = makeFolder(tree);
  const alone = await run(["-d", folder, "--redact", "--anonymize-paths", "--jobs", "1"]);
  const beside = await run(["-d", folder, "--redact", "--anonymize-paths", "--jobs", "2"]);
  expect(alone.stdout).not.toContain(TOKEN);
  expect(beside.stdout === alone.stdout).toBe(true);
  expect(beside.stderr).toContain("16 github-token");
});
