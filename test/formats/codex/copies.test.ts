/** Copies of a session that differ in bytes only are one session. */
import { expect, test } from "vitest";
import { ingest } from "./sessions.ts";

function message(role: "user" | "assistant", text: string): object {
  return { type: "message", role, content: [{ type: role === "user" ? "input_text" : "output_text", text }] };
}

function log(id: string): string {
  return [
    { type: "session_meta", payload: { id, timestamp: "2026-03-01T10:00:00Z", cwd: "/home/me" } },
    { type: "response_item", payload: message("user", "a question") },
    { type: "response_item", payload: message("assistant", "an answer") },
  ]
    .map((record) => `${JSON.stringify({ timestamp: "2026-03-01T10:00:00Z", ...record })}\n`)
    .join("");
}

test.each([
  ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ["other line ends", (text: string) => text.replaceAll("\n", "\r\n")],
  ["blank lines", (text: string) => `\n  \n${text}\n`],
])("a copy with %s is superseded, whichever comes first", async (_name, change) => {
  const text = log("a");
  for (const tree of [
    { "rollout-1.jsonl": text, "rollout-2.jsonl": change(text) },
    { "rollout-1.jsonl": change(text), "rollout-2.jsonl": text },
  ]) {
    const outcomes = await ingest(tree);
    expect(Object.values(outcomes).map(({ outcome }) => outcome)).toEqual(["rows", "superseded"]);
  }
});
