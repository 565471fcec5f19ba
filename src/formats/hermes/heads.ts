/**
 * How a file begins, and whom it names: enough to tell with which others it may have something in
 * common. Only files that may are compared as a whole.
 */
import { Findings } from "../../diagnostics/diagnostic.ts";
import type { InputFile } from "../../discover/discover.ts";
import { decodeInput } from "../../json/decode.ts";
import { isJsonObject } from "../../json/value.ts";
import { readDocument } from "../../read/read-document.ts";
import { listAt } from "../fields.ts";
import type { SessionReader, Sight } from "../handler.ts";
import { beginningOf, originOf, type Origin } from "./histories.ts";
import { isOfCompaction, LEAD } from "./harness.ts";
import type { Message } from "./message.ts";
import { NOTHING_KNOWN } from "./plan.ts";
import { SNAPSHOT_HEAD } from "./projection.ts";
import { HermesReader } from "./reader.ts";
import type { Session } from "./session.ts";
import { shapeOf } from "./shapes.ts";

/** How many messages are read to tell how a session begins. */
const MOST = 16;

export interface Head {
  readonly id: string | null;
  readonly origin: Origin;
  /** The same in sessions that begin alike. */
  readonly beginning: string;
  /** It begins with a summary, or what else the harness puts where a context was compacted. */
  readonly isCompacted: boolean;
}

/** Null for a file that has to be read as a whole: all but snapshots and transcripts, and what is damaged. */
export function headOf(file: InputFile, sight: Sight): Head | null {
  return file.path.endsWith(".json") ? snapshotHead(file, sight) : transcriptHead(file, sight);
}

function snapshotHead(file: InputFile, { level }: Sight): Head | null {
  const read = readDocument(file.path);
  const decoded = read.ok ? decodeInput(read.size, SNAPSHOT_HEAD) : null;
  if (decoded === null || !decoded.ok || decoded.notes.duplicateKeys !== null) return null;
  const document = decoded.value;
  if (!isJsonObject(document) || shapeOf(document) !== "snapshot") return null;
  const context = { file, level, findings: new Findings(), sourcePath: file.path, relativePath: file.relativePath };
  const reader = new HermesReader(context, NOTHING_KNOWN);
  const messages = listAt(document, "messages");
  reader.read({ ...document, messages: messages.slice(0, MOST) }, 1);
  const [session] = reader.sessions;
  if (session === undefined || context.findings.errors > 0) return null;
  return messages.length <= MOST || isEnough(session) ? headFrom(session) : null;
}

function transcriptHead(file: InputFile, { rehearse }: Sight): Head | null {
  let head: Head | null = null;
  rehearse(file, (context): SessionReader => {
    const reader = new HermesReader(context, NOTHING_KNOWN);
    let isTold = true;
    return {
      read(record, line) {
        const shape = shapeOf(record);
        isTold = shape === "message" || shape === "other";
        if (!isTold || !reader.read(record, line)) return false;
        const [session] = reader.sessions;
        if (session === undefined) return true;
        const isLong = session.messages.length >= MOST;
        isTold = !isLong || isEnough(session);
        return !isLong && !isEnough(session);
      },
      finish() {
        const [session] = reader.sessions;
        // The texts are void when this returns.
        if (isTold && session !== undefined && context.findings.errors === 0) head = headFrom(session);
        return { outcome: "skipped", reason: "no conversation" };
      },
    };
  });
  return head;
}

/** True once the messages at hand tell all that a head says. */
function isEnough({ messages }: Session): boolean {
  const spoken = messages.filter(isSpoken);
  return spoken.length >= LEAD && spoken.some(({ role }) => role !== "user");
}

function isSpoken({ role }: Message): boolean {
  return role !== "system";
}

function headFrom({ id, facts, messages }: Session): Head {
  return {
    id,
    origin: originOf(facts),
    beginning: beginningOf(messages),
    isCompacted: messages.filter(isSpoken).slice(0, LEAD).some(isOfCompaction),
  };
}
