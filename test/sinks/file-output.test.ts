/** A file that appears whole or not at all. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { expect, test } from "vitest";
import { fileOutput, isSameFile } from "../../src/sinks/file-output.ts";
import { UsageError } from "../../src/usage-error.ts";
import { makeFolder } from "../support/folder.ts";
import { emptyRow } from "../support/results.ts";
import { traceIds } from "../support/rows.ts";
import { makeSink } from "../support/sinks.ts";

test("nothing under the final name before commit, everything after it", () => {
  const folder = makeFolder();
  const output = fileOutput(`${folder}/out`);
  output.write(Buffer.from("one "));
  output.write(Buffer.from("two"));
  expect(existsSync(`${folder}/out`)).toBe(false);
  output.commit();
  expect(readFileSync(`${folder}/out`, "utf8")).toBe("one two");
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("abort leaves nothing, and what was there before; twice is as good as once", () => {
  const folder = makeFolder({ out: "before" });
  const output = fileOutput(`${folder}/out`);
  output.write(Buffer.from("new"));
  output.abort();
  output.abort();
  expect(readdirSync(folder)).toEqual(["out"]);
  expect(readFileSync(`${folder}/out`, "utf8")).toBe("before");
});

test("abort after a commit that failed takes the temporary file away", () => {
  const folder = makeFolder();
  const output = fileOutput(`${folder}/out`);
  output.write(Buffer.from("new"));
  mkdirSync(`${folder}/out`);
  writeFileSync(`${folder}/out/in-the-way`, "");
  expect(() => output.commit()).toThrow(/EISDIR|ENOTEMPTY|EEXIST/u);
  output.abort();
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("two runs at once into one file do not mix", () => {
  const folder = makeFolder();
  const first = fileOutput(`${folder}/out`);
  const second = fileOutput(`${folder}/out`);
  first.write(Buffer.from("first"));
  second.write(Buffer.from("second"));
  first.commit();
  second.commit();
  expect(readFileSync(`${folder}/out`, "utf8")).toBe("second");
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("what cannot be made is a UsageError", () => {
  const folder = makeFolder({ file: "" });
  for (const target of [folder, `${folder}/no/out`, `${folder}/file/out`, `${folder}/zero\0byte`]) {
    expect(() => fileOutput(target), target).toThrow(UsageError);
  }
});

test("a device is written to directly, and closed once", () => {
  const output = fileOutput("/dev/null");
  output.write(Buffer.from("gone"));
  output.commit();
  const aborted = fileOutput("/dev/null");
  aborted.abort();
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("the same file under another name", () => {
  const folder = makeFolder({ a: "", b: "" });
  symlinkSync("a", `${folder}/link`);
  linkSync(`${folder}/a`, `${folder}/hard`);
  const same = ["a", "link", "hard", "../missing", "b"].map((name) => isSameFile(`${folder}/${name}`, `${folder}/a`));
  expect(same).toEqual([true, true, true, false, false]);
  expect(isSameFile(`${folder}/a`, `${folder}/missing`)).toBe(false);
  expect(isSameFile("/dev/null", "/dev/null")).toBe(false);
});

test("rows, one a line, each whole at commit", () => {
  const folder = makeFolder();
  const sink = makeSink(".jsonl", fileOutput(`${folder}/rows`));
  for (let index = 0; index < 5000; index++) sink.write(emptyRow(`row ${index}`));
  sink.commit();
  expect(traceIds(readFileSync(`${folder}/rows`, "utf8"))).toEqual(Array.from({ length: 5000 }, (_, n) => `row ${n}`));
});
