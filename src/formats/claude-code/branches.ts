/**
 * Which records the conversation left behind: a prompt that was taken back with all that followed it.
 *
 * `parentUuid` is no list: parallel calls fork it, compaction cuts it, and a known fault of the
 * client leaves parents that do not exist. Walking it from the last leaf loses 5 % of the messages
 * of sound files; so a record is dropped only where it is certain that it was abandoned.
 */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt } from "../../json/value.ts";
import { append } from "../../maps.ts";
import { objectAt, stringAt } from "../fields.ts";
import { pieces, recordKind } from "./harness.ts";
import type { Entry } from "./records.ts";

/** A prompt that has siblings, and with it all that follows from it. */
interface Branch {
  readonly root: Entry;
  /** The last of its siblings. */
  readonly rival: Entry;
  readonly children: Branch[];
  above: Branch | null;
  /** Of all entries in it, those of its children included. */
  count: number;
  lastPosition: number;
  isAbandoned: boolean;
}

/**
 * The entries of one chain that were abandoned. Two prompts of a person that answer the same record
 * are a rewind, if what follows from the first one ends before the second one begins, and if there
 * is anything that follows: two prompts in a row may both have been read.
 */
export function abandonedEntries(
  entries: readonly Entry[],
  parents: ReadonlyMap<string, string | null>,
): ReadonlySet<Entry> {
  const branches = branchesOf(entries, parents);
  if (branches.size === 0) return new Set();
  const branchAbove = ancestorFinder(parents, (uuid) => branches.get(uuid) ?? null);
  for (const [uuid, branch] of branches) {
    branch.above = branchAbove(parents.get(uuid) ?? null);
    branch.above?.children.push(branch);
  }
  const branchOf = entries.map(({ uuid }) => branchAbove(uuid));
  for (const [index, branch] of branchOf.entries()) {
    const position = entries[index]?.position ?? 0;
    if (branch !== null) include(branch, 1, position);
  }
  for (const branch of childrenFirst(branches.values())) {
    if (branch.above !== null) include(branch.above, branch.count, branch.lastPosition);
    branch.isAbandoned =
      branch.root !== branch.rival && branch.count > 1 && branch.lastPosition < branch.rival.position;
  }
  for (const branch of childrenFirst(branches.values()).toReversed()) {
    if (branch.above?.isAbandoned === true) branch.isAbandoned = true;
  }
  return new Set(entries.filter((_, index) => branchOf[index]?.isAbandoned === true));
}

function include(branch: Branch, count: number, lastPosition: number): void {
  branch.count += count;
  branch.lastPosition = Math.max(branch.lastPosition, lastPosition);
}

/** The prompts that answer the same record as another one, by uuid. */
function branchesOf(
  entries: readonly Entry[],
  parents: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, Branch> {
  const byUuid = uniqueByUuid(entries);
  const anchorOf = ancestorFinder(parents, (uuid) => (byUuid.has(uuid) ? uuid : null));
  const prompts = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.uuid === null || byUuid.get(entry.uuid) !== entry || !isPrompt(entry)) continue;
    const anchor = anchorOf(parents.get(entry.uuid) ?? null);
    if (anchor === null) continue;
    append(prompts, anchor, entry);
  }
  const branches = new Map<string, Branch>();
  for (const siblings of prompts.values()) {
    const rival = siblings.at(-1);
    if (rival === undefined || siblings.length === 1) continue;
    for (const root of siblings) {
      const state = { count: 0, lastPosition: -1, isAbandoned: false, above: null };
      branches.set(root.uuid ?? "", { root, rival, children: [], ...state });
    }
  }
  return branches;
}

/** Branches in an order in which each comes behind those inside it; those that contain themselves are left out. */
function childrenFirst(branches: Iterable<Branch>): Branch[] {
  const outerFirst = [...branches].filter(({ above }) => above === null);
  for (const branch of outerFirst) for (const child of branch.children) outerFirst.push(child);
  return outerFirst.toReversed();
}

/**
 * A function that goes from a record up to the nearest one for which `find` gives something, itself
 * included. Each record is gone over once, however often it is asked for.
 */
function ancestorFinder<Found>(
  parents: ReadonlyMap<string, string | null>,
  find: (uuid: string) => Found | null,
): (uuid: string | null) => Found | null {
  const known = new Map<string, Found | null>();
  return (uuid) => {
    const path: string[] = [];
    let found: Found | null = null;
    for (let at = uuid; at !== null; at = parents.get(at) ?? null) {
      const answer = known.get(at);
      if (answer !== undefined) {
        found = answer;
        break;
      }
      // Also ends a circle: what is under way counts as found out.
      known.set(at, null);
      path.push(at);
      found = find(at);
      if (found !== null) break;
    }
    for (const step of path) known.set(step, found);
    return found;
  };
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
