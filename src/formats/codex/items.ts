/** Response items: what the model was told and what it said, as steps. */
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, isNonEmptyText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";
import { reportDamage } from "../damage.ts";
import type { SessionContext } from "../handler.ts";
import { blocksOf } from "./blocks.ts";
import { callType, isOutput, outputOf, type CallIds, type CallType } from "./calls.ts";
import { damageOf } from "./check.ts";
import type { LogFacts } from "./facts.ts";
import { listAt, stringAt, objectAt, textAt } from "../fields.ts";
import { segmentsOf } from "./injected.ts";
import { itemType } from "./shapes.ts";
import type { Call, Script } from "./steps.ts";

/** Where the items of a file go. */
export interface Sink {
  readonly context: SessionContext;
  readonly script: Script;
  readonly facts: LogFacts;
  readonly callIds: CallIds;
}

/**
 * Takes an item.
 *
 * @param at its place in the record
 */
export function addItem(item: JsonObject, at: JsonPath, line: number, sink: Sink): void {
  const { context, script, facts, callIds } = sink;
  const damage = damageOf(item);
  if (damage !== null) {
    facts.leftOut++;
    reportDamage(context, damage.code, [...at, damage.key], damage.expected, damage.found);
    return;
  }
  const type = itemType(item);
  const call = callType(type);
  if (call !== undefined) {
    if (type === "image_generation_call" && (valueAt(item, "result") ?? null) !== null) facts.generatedImages++;
    script.add({ kind: "assistant", content: [], calls: [callOf(item, call, callIds.idOf(item, type))] });
  } else if (isOutput(type)) {
    const content = blocksOf(outputOf(item), [...at, "output"], context.findings);
    script.add({ kind: "result", callId: callIds.idOf(item, type), content, line });
  } else if (type === "message") {
    addMessage(item, at, sink);
  } else if (type === "reasoning") {
    addReasoning(item, script);
  } else if (type === "agent_message") {
    addAgentMessage(item, at, sink);
  } else if (type === "ghost_snapshot") {
    facts.ghostSnapshots++;
  } else if (type === "compaction" || type === "compaction_summary" || type === "context_compaction") {
    script.compact("item", null);
  } else {
    countUp(facts.unknownItems, type);
  }
}

function callOf(item: JsonObject, type: CallType, id: Text): Call {
  const name = textAt(item, "name") ?? type.tool ?? "";
  const call = { id, type: "function" as const, function: { name, arguments: type.arguments(item) } };
  // A search that the model's service ran by itself has no output of its own in the log.
  const isAnswered = type.isAnswered && valueAt(item, "execution") !== "server";
  return { call, namespace: textAt(item, "namespace"), isAnswered };
}

function addMessage(item: JsonObject, at: JsonPath, { context, script, facts }: Sink): void {
  const content = blocksOf(valueAt(item, "content"), [...at, "content"], context.findings);
  if (content.length === 0) facts.emptyMessages++;
  else if (stringAt(item, "role") === "assistant") script.add({ kind: "assistant", content, calls: [] });
  else if (stringAt(item, "role") === "user") addUserMessage(content, item, script, facts);
  else script.add({ kind: "said", role: "system", content, injected: [], beginsTurn: false });
}

function addUserMessage(blocks: ContentBlock[], item: JsonObject, script: Script, facts: LogFacts): void {
  const noted = objectAt(item, "internal_chat_message_metadata_passthrough");
  const segments = segmentsOf(blocks, noted === null ? [] : listAt(noted, "content_item_kinds"));
  const isPersons = segments.some(({ injected }) => injected.length === 0);
  for (const [index, { injected, content }] of segments.entries()) {
    const role = injected.length === 0 ? "user" : "system";
    script.add({ kind: "said", role, content: [...content], injected, beginsTurn: isPersons && index === 0 });
    if (injected.includes("environment-context")) facts.contextFolder ??= folderIn(content);
  }
}

/** Where the agent works, as the context of 2025's clients says it: in two ways, one after the other. */
function folderIn(content: readonly ContentBlock[]): string | null {
  for (const block of content) {
    if (!(block instanceof TextBlock)) continue;
    const found = /<cwd>([^<]+)<\/cwd>|^Current working directory: (.+)$/mu.exec(decodeText(block.text));
    const folder = found?.[1] ?? found?.[2];
    if (folder !== undefined) return folder.trim();
  }
  return null;
}

/** A reasoning item. The summary is what the model's service tells of the reasoning; open models give the text itself. */
export function addReasoning(item: JsonObject, script: Script): void {
  const summary = textsIn(item, "summary");
  const content = textsIn(item, "content");
  const texts = summary.length > 0 ? summary : content;
  const isEncrypted = (valueAt(item, "encrypted_content") ?? null) !== null;
  const state = texts.length > 0 ? "text" : isEncrypted ? "encrypted" : "empty";
  script.add({ kind: "reasoning", texts, state, told: [...summary, ...content] });
}

function textsIn(item: JsonObject, key: string): Text[] {
  const value = valueAt(item, key);
  if (isNonEmptyText(value)) return [value];
  return listAt(item, key)
    .filter(isJsonObject)
    .flatMap((part) => textAt(part, "text") ?? []);
}

/** What one agent says to another: text of the harness, as far as it can be read. */
export function addAgentMessage(item: JsonObject, at: JsonPath, { context, script, facts }: Sink): void {
  const blocks = blocksOf(valueAt(item, "content"), [...at, "content"], context.findings);
  const readable = blocks.filter((block) =>
    block instanceof TextBlock ? block.text !== "" : !isEncryptedBlock(block),
  );
  const isEncrypted = (valueAt(item, "encrypted_content") ?? null) !== null || blocks.some(isEncryptedBlock);
  if (isEncrypted) facts.encryptedAgentMessages++;
  if (readable.length === 0) {
    if (!isEncrypted) facts.emptyMessages++;
    return;
  }
  const correspondents = { author: textAt(item, "author"), recipient: textAt(item, "recipient") };
  const injected = ["agent-message"];
  script.add({ kind: "said", role: "system", content: readable, injected, beginsTurn: false, correspondents });
}

function isEncryptedBlock(block: ContentBlock): boolean {
  return isJsonObject(block) && Object.hasOwn(block, "encrypted_content");
}
