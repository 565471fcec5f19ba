/** What lies beside a session's file and belongs to it: never read from outside the folder given. */
import { isUtf8 } from "node:buffer";
import path from "node:path";
import * as z from "zod";
import type { InputFile } from "../../discover/discover.ts";
import { parseJson } from "../parse-json.ts";
import { readInside } from "../read-inside.ts";
import type { IndexFormat } from "../session-index.ts";
import { plainName } from "../../read/compression.ts";

/** A spilled tool result beyond this stays a stub: the client keeps a copy of what it showed. */
const MAX_RESULT_BYTES = 64 * 1024 * 1024;
const MAX_META_BYTES = 1024 * 1024;

const agentMetaSchema = z.object({
  agentType: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
});
/** What `agent-<id>.meta.json` says of a subagent (clients from 2.1 on). */
export type AgentMeta = z.infer<typeof agentMetaSchema>;

/** The meta file beside a subagent's log; null where there is none that can be read. */
export function readAgentMeta(file: InputFile): AgentMeta | null {
  const bytes = readInside(plainName(file.path).replace(/\.jsonl$/u, ".meta.json"), file, MAX_META_BYTES);
  const parsed = agentMetaSchema.safeParse(
    bytes === null || bytes === "outside" ? undefined : parseJson(bytes.toString("utf8")),
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

export const SESSIONS_INDEX: IndexFormat<IndexEntry> = {
  name: "sessions-index.json",
  maxBytes: 256 * 1024 * 1024,
  parse(bytes) {
    const parsed = indexSchema.safeParse(parseJson(bytes.toString("utf8")));
    if (!parsed.success) return null;
    return new Map(parsed.data.entries.flatMap((entry) => (entry === null ? [] : [[entry.sessionId, entry] as const])));
  },
};

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
