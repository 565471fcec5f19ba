/** Writing to real pipes: full ones, closed ones, non-blocking ones. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { writeFully } from "../../src/sinks/descriptor.ts";
import { ClosedPipe } from "../../src/sinks/output.ts";
import { makeFolder } from "../support/folder.ts";

function namedPipe(): string {
  const name = `${makeFolder()}/pipe`;
  execFileSync("mkfifo", [name]);
  return name;
}

test("a non-blocking pipe that is full: waits until the reader has made room, and loses nothing", async () => {
  const name = namedPipe();
  const reader = spawn("bash", ["-c", `exec < '${name}'; sleep 0.2; md5sum`]);
  const output: Buffer[] = [];
  reader.stdout.on("data", (bytes: Buffer) => output.push(bytes));
  // Opened for both, or the call would fail before the reader has come.
  const pipe = openSync(name, constants.O_RDWR | constants.O_NONBLOCK);
  const bytes = Buffer.alloc(1_000_000, "0123456789abcdef\n");
  const started = performance.now();
  writeFully(pipe, bytes);
  expect(performance.now() - started).toBeGreaterThan(50);
  closeSync(pipe);
  await once(reader, "close");
  const expected = execFileSync("md5sum", { input: bytes });
  expect(Buffer.concat(output).toString()).toBe(expected.toString());
});

test("a pipe whose reader has gone is a ClosedPipe", () => {
  const name = namedPipe();
  const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(name, constants.O_WRONLY);
  onTestFinished(() => closeSync(writer));
  writeFully(writer, Buffer.from("read"));
  const buffer = Buffer.alloc(4);
  readSync(reader, buffer);
  closeSync(reader);
  expect(buffer.toString()).toBe("read");
  expect(() => writeFully(writer, Buffer.from("nobody reads"))).toThrow(ClosedPipe);
});

test("a reader that goes away while the writer waits is a ClosedPipe too", async () => {
  const name = namedPipe();
  const reader = spawn("bash", ["-c", `exec < '${name}'; head -c 10 >/dev/null; sleep 0.1`]);
  const writer = openSync(name, constants.O_WRONLY);
  onTestFinished(() => closeSync(writer));
  expect(() => writeFully(writer, Buffer.alloc(1_000_000))).toThrow(ClosedPipe);
  await once(reader, "close");
});

test("other errors are passed on as they are", () => {
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  expect(() => writeFully(full, Buffer.from("x"))).toThrow(/ENOSPC/u);
  expect(() => writeFully(9999, Buffer.from("x"))).toThrow(/EBADF/u);
});

test("a file, and nothing to write", () => {
  const name = `${makeFolder()}/file`;
  const file = openSync(name, "w");
  writeFully(file, new Uint8Array(0));
  writeFully(file, Buffer.from("xabcx").subarray(1, 4));
  closeSync(file);
  expect(readFileSync(name, "utf8")).toBe("abc");
});
