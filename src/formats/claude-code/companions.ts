/** What lies beside a session's file and belongs to it: never read from outside the folder given. */
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { compareCodePoints } from "../../json/code-points.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { InputFile } from "../../discover/discover.ts";
import { isInside } from "../../discover/inside.ts";

/** A spilled tool result beyond this stays a stub: the client keeps a copy of what it showed. */
const MAX_RESULT_BYTES = 64 * 1024 * 1024;
const MAX_META_BYTES = 1024 * 1024;
const MAX_INDEX_BYTES = 256 * 1024 * 1024;

const agentMetaSchema = z.object({
  agentType: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
});
/** What `agent-<id>.meta.json` says of a subagent (clients from 2.1 on). */
export type AgentMeta = z.infer<typeof agentMetaSchema>;

/** The meta file beside a subagent's log; null where there is none that can be read. */
export function readAgentMeta(file: InputFile): AgentMeta | null {
  const parsed = agentMetaSchema.safeParse(
    readJson(file.path.replace(/\.jsonl$/u, ".meta.json"), file, MAX_META_BYTES),
  );
  return parsed.success ? parsed.data : null;
}

const text = z.string().min(1).optional().catch(undefined);
const indexSchema = z.object({
  entries: z.array(
    z
      .object({ sessionId: z.string().min(1), projectPath: text, summary: text, firstPrompt: text })
      .nullable()
      .catch(null),
  ),
});
/** What `sessions-index.json` says of a session. It is not authoritative: it misses sessions, and names deleted ones. */
export type IndexEntry = NonNullable<z.infer<typeof indexSchema>["entries"][number]>;

/** The session indexes of a run. */
export interface Indexes {
  /** What the index says that lies nearest to a file, in a folder above it; else any index of the run. */
  lookUp(file: InputFile, sessionId: string): IndexEntry | undefined;
}

/** Reads the indexes of the folders that some files lie in, up to the folder given. */
export function readIndexes(files: readonly InputFile[], report: (diagnostic: Diagnostic) => void): Indexes {
  const folders = new Map<string, InputFile>();
  for (const file of files) {
    let folder = path.dirname(file.path);
    while (!folders.has(folder) && isInside(file.root, folder)) {
      folders.set(folder, file);
      folder = path.dirname(folder);
    }
  }
  const byFolder = new Map<string, ReadonlyMap<string, IndexEntry>>();
  const everywhere = new Map<string, IndexEntry>();
  for (const [folder, file] of [...folders].toSorted(([a], [b]) => compareCodePoints(a, b))) {
    const target = path.join(folder, "sessions-index.json");
    const parsed = indexSchema.safeParse(readJson(target, file, MAX_INDEX_BYTES));
    if (!parsed.success) {
      if (existsSync(target)) report({ severity: "warning", code: "unreadable-index", file: shown(target, file) });
      continue;
    }
    const entries = parsed.data.entries.flatMap((entry) => (entry === null ? [] : [[entry.sessionId, entry] as const]));
    byFolder.set(folder, new Map(entries));
    for (const [sessionId, entry] of entries) everywhere.set(sessionId, entry);
  }
  return {
    lookUp(file, sessionId) {
      for (let folder = path.dirname(file.path); isInside(file.root, folder); folder = path.dirname(folder)) {
        const entry = byFolder.get(folder)?.get(sessionId);
        if (entry !== undefined) return entry;
        if (folder === file.root) break;
      }
      return everywhere.get(sessionId);
    },
  };
}

/** What became of a tool result that the client had put into a file of its own. */
export type PersistedResult =
  | { readonly state: "inlined"; readonly text: string }
  | { readonly state: "missing" | "outside" | "not-text" };

/**
 * Finds the file that a `<persisted-output>` stub names: where the stub says it is, or in the folder
 * `tool-results` of the session, in which a log that was moved still has it.
 */
export function readPersisted(named: string, sessionId: string, file: InputFile): PersistedResult {
  const name = named.split(/[/\\]/u).at(-1) ?? "";
  const folder = path.dirname(file.path);
  const candidates = [
    path.join(folder, sessionId, "tool-results", name),
    path.join(folder, "..", "tool-results", name),
    path.join(folder, "tool-results", name),
  ];
  if (path.isAbsolute(named)) candidates.push(named);
  let isOutside = false;
  for (const candidate of candidates) {
    const found = readInside(candidate, file, MAX_RESULT_BYTES);
    if (found === "outside") isOutside = true;
    else if (found !== null)
      return isUtf8(found) ? { state: "inlined", text: found.toString("utf8") } : { state: "not-text" };
  }
  return { state: isOutside ? "outside" : "missing" };
}

/** A path as messages show it, like that of a file beside it. */
function shown(target: string, { path: known, displayPath }: InputFile): string {
  return path.join(displayPath, path.relative(known, target));
}

function readJson(target: string, file: InputFile, limit: number): unknown {
  const bytes = readInside(target, file, limit);
  if (bytes === null || bytes === "outside") return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return value;
  } catch {
    return undefined;
  }
}

/** A regular file's bytes; null where there is none, or a larger one. */
function readInside(target: string, { root }: InputFile, limit: number): Buffer | "outside" | null {
  try {
    const real = realpathSync(target);
    const status = statSync(real);
    if (!status.isFile()) return null;
    if (!isInside(realpathSync(root), real)) return "outside";
    return status.size > limit ? null : readFileSync(real);
  } catch {
    return null;
  }
}
