/** Names that are no UTF-8: what cannot be read for them is told, with the way out. */
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { rowsOf } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

// Other systems refuse such names.
test.runIf(process.platform === "linux")(
  "a file and a folder with bytes that are not UTF-8 in their names",
  async () => {
    const folder = makeFolder({ "a.json": trajectory() });
    const inFolder = (name: string): Buffer => Buffer.from(`${folder}/${name}`, "latin1");
    writeFileSync(inFolder("lat\u00e9in.json"), trajectory({ id: "b" }));
    mkdirSync(inFolder("dir\u00e9"));
    const { status, stdout, stderr } = await run(["-d", folder]);
    expect(status).toBe(1);
    expect(rowsOf(stdout)).toHaveLength(1);
    expect(stderr).toContain("lat\u{fffd}in.json: error unreadable-file");
    expect(stderr).toContain("dir\u{fffd}: warning unreadable-folder");
    expect(stderr.split("its name has bytes that are not UTF-8: rename it")).toHaveLength(3);
  },
);
