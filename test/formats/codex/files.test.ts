import { afterEach, expect, test, vi } from "vitest";
import { isCompanion, isPassedOver, originsAmong, rolloutIdOf, stemOf } from "../../../src/formats/codex/files.ts";
import { codex } from "../../../src/formats/codex/handler.ts";

afterEach(() => vi.unstubAllEnvs());

test("$CODEX_HOME is where Codex keeps its rollouts, if it says anything", () => {
  vi.stubEnv("HOME", "/home/me");
  vi.stubEnv("CODEX_HOME", "");
  const folders = ["sessions", "archived_sessions"];
  expect(codex.defaultPlaces()).toEqual({ base: "/home/me/.codex", folders });
  vi.stubEnv("CODEX_HOME", "/elsewhere");
  expect(codex.defaultPlaces()).toEqual({ base: "/elsewhere", folders });
});

test.each([
  ["history.jsonl", true],
  ["session_index.jsonl", true],
  ["rollout-a.jsonl", false],
])("%s is a companion: %s", (name, expected) => {
  expect(isCompanion(name)).toBe(expected);
});

test.each([
  ["sessions/rollout-a.jsonl.zst.tmp", true],
  ["sessions/rollout-a.jsonl", false],
])("%s is passed over: %s", (path, expected) => {
  expect(isPassedOver(path)).toBe(expected);
});

test.each([
  ["a/rollout-x.jsonl", "rollout-x"],
  ["rollout-x.jsonl.zst", "rollout-x"],
  ["rollout-x.y.json", "rollout-x.y"],
  ["full", "full"],
])("the stem of %s is %s", (path, expected) => {
  expect(stemOf(path)).toBe(expected);
});

test("a file that a revert wrote has the rollout's id in its name", () => {
  expect(rolloutIdOf("s/rollout-2026-01-01T00-00-00-abc_def.jsonl", "abc")).toBe("def");
  expect(rolloutIdOf("s/rollout-2026-01-01T00-00-00-abc.jsonl", "abc")).toBeNull();
  expect(rolloutIdOf("s/rollout-abc_.jsonl", "abc")).toBeNull();
});

test.each([
  ["s/r.jsonl.zst", "s/r.jsonl", true],
  ["s/r.jsonl.zst", "s/q.jsonl", false],
  ["sessions/1/r.jsonl.zst", "archived_sessions/r.jsonl", true],
  ["archived_sessions/r.jsonl.zst", "sessions/1/r.jsonl", true],
  ["sessions/1/r.jsonl.zst", "sessions/2/r.jsonl", false],
])("%s is made of %s: %s", (compressed, plain, expected) => {
  expect(originsAmong([plain])(compressed)).toBe(expected);
});
