/** Names that somebody may have meant. */

const MOST = 5;

/** The names most like a word that is none of them, the nearest first; empty when none is like it. */
export function nearMatches(word: string, names: readonly string[]): string[] {
  const wanted = word.toLowerCase().replaceAll("_", "-");
  const farthest = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: distanceBetween(wanted, name) }))
    .filter(({ distance }) => distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ name }) => name);
}

function distanceBetween(wanted: string, name: string): number {
  const distance = editDistance(wanted, name);
  return wanted !== "" && sharesAWord(wanted, name) ? Math.min(1, distance) : distance;
}

/** True when one is part of the other, or both are several words in another order. */
function sharesAWord(wanted: string, name: string): boolean {
  if (wanted.length >= 3 && (name.includes(wanted) || wanted.includes(name))) return true;
  const words = wanted.split("-");
  return words.length > 1 && words.every((word) => word !== "" && name.split("-").includes(word));
}

/** How many characters must be put in, taken out or changed to make one of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
