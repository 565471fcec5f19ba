/**
 * Which records the conversation left behind: a prompt that was taken back with all that followed it.
 *
 * `parentUuid` is no list: parallel calls fork it, compaction cuts it, and a known fault of the
 * client leaves parents that do not exist. Walking it from the last leaf loses 5 % of the messages
 * of sound files; so a record is dropped only where it is certain that it was abandoned.
 */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt } from "../../json/value.ts";
import { objectAt, stringAt } from "../fields.ts";
import { pieces, recordKind } from "./harness.ts";
import type { Entry } from "./records.ts";

/**
 * The entries of one chain that were abandoned. Two prompts of a person that answer the same record
 * are a rewind, if what follows from the first one ends before the second one begins, and if there
 * is anything that follows: two prompts in a row may both have been read.
 */
export function abandonedEntries(
  entries: readonly Entry[],
  parents: ReadonlyMap<string, string | null>,
): ReadonlySet<Entry> {
  const byUuid = uniqueByUuid(entries);
  const prompts = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.uuid === null || byUuid.get(entry.uuid) !== entry || !isPrompt(entry)) continue;
    const anchor = nearestEntry(entry.uuid, parents, byUuid);
    if (anchor === null) continue;
    const siblings = prompts.get(anchor);
    if (siblings === undefined) prompts.set(anchor, [entry]);
    else siblings.push(entry);
  }
  const abandoned = new Set<Entry>();
  for (const siblings of prompts.values()) {
    const last = siblings.at(-1);
    if (last === undefined || siblings.length === 1) continue;
    for (const sibling of siblings.slice(0, -1)) {
      const branch = descendants(sibling, entries, parents);
      const isOver = branch.every(({ position }) => position < last.position);
      if (isOver && branch.length > 1) for (const entry of branch) abandoned.add(entry);
    }
  }
  return abandoned;
}

/** Entries by uuid; a uuid that several of them bear names none. */
export function uniqueByUuid(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const byUuid = new Map<string, Entry>();
  const shared = new Set<string>();
  for (const entry of entries) {
    if (entry.uuid === null) continue;
    if (byUuid.has(entry.uuid)) shared.add(entry.uuid);
    else byUuid.set(entry.uuid, entry);
  }
  for (const uuid of shared) byUuid.delete(uuid);
  return byUuid;
}

/** What a person typed, and not a tool's result or the harness's text. */
function isPrompt({ kind, record, sidechain }: Entry): boolean {
  if (kind !== "user" || sidechain || recordKind(record) !== null) return false;
  const message = objectAt(record, "message");
  const content = message === null ? undefined : valueAt(message, "content");
  if (isText(content)) return pieces(content).some((piece) => piece.kind === null);
  if (!Array.isArray(content)) return false;
  const blocks = content.filter(isJsonObject);
  if (blocks.some((block) => stringAt(block, "type") === "tool_result")) return false;
  return blocks.some((block) => {
    const text = valueAt(block, "text");
    return isText(text) && pieces(text).some((piece) => piece.kind === null);
  });
}

/** The uuid of the nearest ancestor that is part of the conversation; null where the links end before. */
function nearestEntry(
  uuid: string,
  parents: ReadonlyMap<string, string | null>,
  byUuid: ReadonlyMap<string, Entry>,
): string | null {
  const seen = new Set([uuid]);
  let at = parents.get(uuid) ?? null;
  while (at !== null && !seen.has(at)) {
    if (byUuid.has(at)) return at;
    seen.add(at);
    at = parents.get(at) ?? null;
  }
  return null;
}

/** An entry and all entries that follow from it. */
function descendants(
  root: Entry,
  entries: readonly Entry[],
  parents: ReadonlyMap<string, string | null>,
): readonly Entry[] {
  const inside = new Map<string, boolean>();
  if (root.uuid !== null) inside.set(root.uuid, true);
  const follows = (uuid: string): boolean => {
    const path: string[] = [];
    const seen = new Set<string>();
    let at: string | null = uuid;
    while (at !== null && !inside.has(at) && !seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = parents.get(at) ?? null;
    }
    const answer = at !== null && inside.get(at) === true;
    for (const step of path) inside.set(step, answer);
    return answer;
  };
  return entries.filter((entry) => entry === root || (entry.uuid !== null && follows(entry.uuid)));
}
