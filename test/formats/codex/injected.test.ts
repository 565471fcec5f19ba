import { expect, test } from "vitest";
import { kindByBeginning, segmentsOf } from "../../../src/formats/codex/injected.ts";
import { decodeText } from "../../../src/json/text.ts";
import type { JsonArray } from "../../../src/json/value.ts";
import { textBlock } from "../../../src/row/messages.ts";
import { TextBlock, type ContentBlock } from "../../../src/row/row.ts";

const IMAGE = { type: "input_image", image_url: "data:," };

/** Segments as text: the kinds, and what is in them. */
function taken(blocks: readonly (string | ContentBlock)[], kinds: JsonArray = []): string[] {
  const content = blocks.map((block) => (typeof block === "string" ? textBlock(block) : block));
  return segmentsOf(content, kinds).map(
    ({ injected, content: inside }) =>
      `${injected.join("+") || "person"}: ${inside.map((block) => (block instanceof TextBlock ? decodeText(block.text) : "image")).join("|")}`,
  );
}

test("a beginning counts in any case and behind white space, and nowhere else", () => {
  expect(kindByBeginning("\n <ENVIRONMENT_CONTEXT>")).toBe("environment-context");
  expect(kindByBeginning('<environment_context source="x">')).toBe("environment-context");
  expect(kindByBeginning("What is <environment_context>?")).toBeNull();
  expect(kindByBeginning("<send_user_message_question_reply>yes")).toBeNull();
  expect(kindByBeginning("")).toBeNull();
});

test("blocks of one side stay together", () => {
  expect(taken(["<skill>a", "# AGENTS.md instructions", "do it", IMAGE])).toEqual([
    "skill+agents-md: <skill>a|# AGENTS.md instructions",
    "person: do it|image",
  ]);
});

test("what the log notes of a block is right, unless it does not know", () => {
  expect(
    taken(["<skill> is a tag", "<skill>", "plain", "plain"], ["user.text", "unknown", "hooks.hook_prompt"]),
  ).toEqual(["person: <skill> is a tag", "skill+hook-prompt: <skill>|plain", "person: plain"]);
});

test("the request is told from what an IDE puts before it", () => {
  const before = "# Context from my IDE setup:\n\n## Open tabs";
  expect(taken([`${before}\n\n## My request for Codex:\n\n  do it`])).toEqual([
    `ide-context: ${before}\n`,
    "person:   do it",
  ]);
  expect(taken([`${before}\n## My request for Codex:\n \n`, IMAGE])).toEqual([
    `ide-context: ${before}`,
    "person: image",
  ]);
  expect(taken([before, "see\n## My request for Codex:\nx"])).toEqual([
    `person: ${before}|see\n## My request for Codex:\nx`,
  ]);
});
