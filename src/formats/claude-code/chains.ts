/** Which records of a file belong to one conversation: the main chain, and the sidechains in it. */
import { stringAt } from "../fields.ts";
import type { Entry } from "./records.ts";

/** A subagent's conversation that stands in a file, by the id of the agent or of its first record. */
export interface Sidechain {
  readonly agentId: string | null;
  /** What tells it from others of its session. */
  readonly key: string;
  readonly entries: Entry[];
}

export interface Chains {
  readonly main: readonly Entry[];
  readonly sidechains: readonly Sidechain[];
}

/**
 * Parts the entries. Clients up to 2.1.1 wrote sidechains into the main file, interleaved and
 * without an agent's id: there a record belongs to the chain of its parent.
 *
 * @param parents the parent's uuid of every record of the file that has one
 */
export function partChains(entries: readonly Entry[], parents: ReadonlyMap<string, string | null>): Chains {
  const main: Entry[] = [];
  const byKey = new Map<string, Sidechain>();
  const chainOf = new Map<string, Sidechain>();
  const dead = new Set<string>();
  for (const entry of entries) {
    if (!entry.sidechain) {
      main.push(entry);
      continue;
    }
    const agentId = stringAt(entry.record, "agentId");
    // What `claude --output-format stream-json` has in place of an agent's id.
    const name = agentId ?? stringAt(entry.record, "parent_tool_use_id");
    const key = name ?? entry.uuid ?? `record-${entry.position}`;
    const above = name === null ? parentChain(entry, parents, chainOf, dead) : undefined;
    const known = above ?? byKey.get(key);
    const chain = known ?? { agentId, key, entries: [] };
    if (known === undefined) byKey.set(key, chain);
    chain.entries.push(entry);
    if (entry.uuid !== null) chainOf.set(entry.uuid, chain);
  }
  return { main, sidechains: [...byKey.values()] };
}

/**
 * The chain of the nearest ancestor that has one: progress records stand between. A chain that
 * begins later in the file is not looked for again.
 *
 * @param dead records of which none above has a chain
 */
function parentChain(
  { uuid }: Entry,
  parents: ReadonlyMap<string, string | null>,
  chainOf: Map<string, Sidechain>,
  dead: Set<string>,
): Sidechain | undefined {
  const path: string[] = [];
  let chain: Sidechain | undefined;
  let at = uuid === null ? null : (parents.get(uuid) ?? null);
  while (at !== null && chain === undefined && !dead.has(at)) {
    chain = chainOf.get(at);
    dead.add(at);
    path.push(at);
    at = parents.get(at) ?? null;
  }
  if (chain === undefined) return undefined;
  for (const step of path) {
    dead.delete(step);
    chainOf.set(step, chain);
  }
  return chain;
}
