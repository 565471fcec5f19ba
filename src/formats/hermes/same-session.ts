/** One session that several stores of a run have. */
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
    const key = history.id ?? history;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [history]);
    else group.push(history);
  }
  return [...groups.values()].flatMap(elect);
}

function elect(group: readonly History[]): Elected[] {
  const elected: Elected[] = [];
  let rest = group.toSorted(byPreference);
  for (;;) {
    const [history, ...behind] = rest;
    if (history === undefined) return elected;
    const own = new Set(history.prints.map(({ outline }) => outline));
    const others = behind.filter(({ prints }) => prints.length === 0 || prints.some(({ outline }) => own.has(outline)));
    elected.push({ history, others });
    rest = behind.filter((other) => !others.includes(other));
  }
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
