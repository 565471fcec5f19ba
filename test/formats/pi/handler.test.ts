/** Where sessions are looked for, and what a file's name and first records say. */
import { homedir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { idInStem, isCompanion, stemOf } from "../../../src/formats/pi/files.ts";
import { pi } from "../../../src/formats/pi/handler.ts";
import { chain, header, ingest, jsonl, message } from "./sessions.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each<[string, string, string, string]>([
  ["", "", path.join(homedir(), ".pi/agent"), "sessions"],
  ["", "/agent", "/agent", "sessions"],
  ["/sessions", "/agent", "/sessions", "."],
  ["~/s", "", path.join(homedir(), "s"), "."],
])("places: %j, %j", (sessions, agent, base, folder) => {
  vi.stubEnv("PI_CODING_AGENT_SESSION_DIR", sessions);
  vi.stubEnv("PI_CODING_AGENT_DIR", agent);
  expect(pi.defaultPlaces()).toEqual({ base, folders: [folder] });
});

test.each([
  ["2026-03-01T10-00-01-000Z_an-id.jsonl", "an-id"],
  ["C:\\old\\2026-03-01T10-00-01-000Z_an-id.jsonl.reset.2026-03-01T11-00-00.000Z", "an-id"],
  ["/other/name.jsonl", null],
])("the id in %s", (name, id) => {
  expect(idInStem(stemOf(name))).toBe(id);
});

test.each([
  ["s.trajectory.jsonl", true],
  ["s.trajectory.jsonl.deleted.2026-03-01", true],
  ["s.jsonl", false],
])("companions: %s", (name, expected) => {
  expect(isCompanion(name)).toBe(expected);
});

test("a session stays one, whatever an extension writes later", async () => {
  const said = chain([message("user", "hello"), { type: "my/extension", parent_id: 1 }, message("user", "bye")]);
  const { "a.jsonl": result } = await ingest({ "a.jsonl": jsonl([header("a"), ...said]) });
  expect(result?.rows[0]?.message_count).toBe(2);
  expect(result?.rows[0]?.source_meta["other_entries"]).toEqual({ "my/extension": 1 });
});
