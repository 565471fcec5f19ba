/** Calls and results, by the ids that tie them together. */
import { isJsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import { contentOf } from "./queue.ts";
import type { Entry } from "./records.ts";

/** The ids of the calls that an entry makes. */
export function calledIn(entry: Entry): string[] {
  return entry.kind === "assistant" ? idsIn(entry, "id") : [];
}

/** The ids of the calls that an entry has results of. */
export function answeredIn(entry: Entry): string[] {
  return idsIn(entry, "tool_use_id");
}

function idsIn(entry: Entry, key: string): string[] {
  const content = contentOf(entry);
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => (isJsonObject(block) ? (stringAt(block, key) ?? []) : []));
}

/** A call by its id and the place of its entry. */
export function callAt(position: number, id: string): string {
  return `${position} ${id}`;
}

/**
 * Calls whose id had a result before, and that have one of their own behind them: some clients give
 * ids anew in each turn. A call that is only said again has no second result.
 */
export function callsMadeAnew(entries: readonly Entry[]): ReadonlySet<string> {
  const anew = new Set<string>();
  const answered = new Set<string>();
  const last = new Map<string, { readonly call: string; readonly wasAnswered: boolean }>();
  for (const entry of entries) {
    for (const id of calledIn(entry)) {
      last.set(id, { call: callAt(entry.position, id), wasAnswered: answered.has(id) });
    }
    for (const id of answeredIn(entry)) {
      const made = last.get(id);
      if (made?.wasAnswered === true) anew.add(made.call);
      answered.add(id);
    }
  }
  return anew;
}
