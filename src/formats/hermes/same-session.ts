/** One session that several stores of a run have. */
import { append } from "../../maps.ts";
import type { History } from "./histories.ts";
import type { SessionFormat } from "./session.ts";

/** Of stores that have as much of a session the first counts. */
const PREFERENCE: readonly SessionFormat[] = ["state_db", "session_export", "gateway_transcript", "cli_session_log"];

/** A session, by the store that has its row. */
export interface Elected {
  readonly history: History;
  /** The same session in other stores. */
  readonly others: readonly History[];
}

/**
 * Elects, of the stores that have one session, the one with the most messages, as Hermes itself does
 * (gateway/session.py `load_transcript`: a session may be older than the database); but a snapshot
 * only where there is nothing else: old gateways wrote the last turn only, and what was compacted or
 * taken back stays in it. Sessions of one id that have no message in common are different ones.
 */
export function electedOf(histories: readonly History[]): Elected[] {
  const groups = new Map<string | History, History[]>();
  for (const history of histories) {
    append(groups, history.id ?? history, history);
  }
  return [...groups.values()].flatMap(elect);
}

function elect(group: readonly History[]): Elected[] {
  const elected: { history: History; others: History[] }[] = [];
  // Thousands of files may have one name: who said what first is noted, not looked for in each.
  const speakers = new Map<string, number>();
  for (const history of group.toSorted(byPreference)) {
    const same = firstSpeaker(history, speakers) ?? (history.prints.length === 0 ? 0 : elected.length);
    const known = elected[same];
    if (known !== undefined) {
      known.others.push(history);
      continue;
    }
    elected.push({ history, others: [] });
    for (const { outline } of history.prints) speakers.set(outline, same);
  }
  return elected;
}

/** The first of the elected that has a message in common with a session; null for none. */
function firstSpeaker({ prints }: History, speakers: ReadonlyMap<string, number>): number | null {
  let first: number | null = null;
  for (const { outline } of prints) {
    const speaker = speakers.get(outline);
    if (speaker !== undefined && (first === null || speaker < first)) first = speaker;
  }
  return first;
}

/** The sort is stable: of equal ones the path decides. */
function byPreference(a: History, b: History): number {
  return (
    resortOf(a) - resortOf(b) ||
    b.prints.length - a.prints.length ||
    PREFERENCE.indexOf(a.format) - PREFERENCE.indexOf(b.format)
  );
}

/** What is only taken where there is nothing else comes last. */
function resortOf({ format, prints }: History): number {
  if (prints.length === 0) return 2;
  return format === "cli_session_log" ? 1 : 0;
}
