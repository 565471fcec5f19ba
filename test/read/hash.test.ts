/** The hash of a file is that of its bytes. */
import { createHash } from "node:crypto";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withHash } from "../../src/ingest/hash-input.ts";
import { hashFile } from "../../src/read/hash.ts";
import { makeFolder } from "../support/folder.ts";
import { accepted } from "../support/results.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const RESULT = { ...accepted(), outcome: "rows", rows: [] } as const;

test.each([0, 1, 1024 * 1024, 3 * 1024 * 1024 + 7])("%i bytes", (size) => {
  const bytes = Buffer.alloc(size, "abc");
  const folder = makeFolder({ file: bytes });
  expect(hashFile(`${folder}/file`)).toEqual({ sha256: sha256(bytes), bytes: size });
});

test("a folder has none, nor has what is not there", () => {
  const folder = makeFolder();
  expect(hashFile(folder)).toBeNull();
  expect(hashFile(`${folder}/none`)).toBeNull();
});

test("of a log that grows, what was read is hashed; that it was written to is told", () => {
  const folder = makeFolder({ log: "0123456789" });
  const { hash } = withHash(`${folder}/log`, undefined, () => {
    appendFileSync(`${folder}/log`, "more");
    return RESULT;
  });
  expect(hash).toEqual({ sha256: sha256(Buffer.from("0123456789")), bytes: 10, wasModified: true });
});

test("a file that is written anew, cut short, or gone", () => {
  const folder = makeFolder({ anew: "0123456789", cut: "0123456789", gone: "0123456789" });
  const hashAfter = (name: string, act: (file: string) => void): unknown =>
    withHash(`${folder}/${name}`, undefined, () => {
      act(`${folder}/${name}`);
      return RESULT;
    }).hash;
  expect(hashAfter("anew", (file) => writeFileSync(file, "9876543210"))).toMatchObject({ wasModified: true });
  expect(hashAfter("cut", (file) => writeFileSync(file, "012"))).toMatchObject({ bytes: 3, wasModified: true });
  expect(hashAfter("gone", (file) => rmSync(file))).toBeNull();
});

test("what can be read once only is hashed where it lies", () => {
  const bytes = Buffer.from("from a pipe");
  expect(withHash("/no/file", bytes, () => RESULT).hash).toEqual({
    sha256: sha256(bytes),
    bytes: bytes.length,
    wasModified: false,
  });
  expect(withHash("/no/file", new Error("broken pipe"), () => RESULT).hash).toBeNull();
});
