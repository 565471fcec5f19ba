/** One of Hermes' text files, record by record, and the sessions that it holds. */
import { valueAt, type JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { idInName } from "./files.ts";
import type { Plan } from "./plan.ts";
import { convert } from "./rows.ts";
import { Session } from "./session.ts";
import { isForeign, shapeOf } from "./shapes.ts";
import { messagesOf, toolsOf } from "./trajectory.ts";

/** A file without a single record of Hermes' in so many is something else. */
const HOPELESS = 100;

export class HermesReader implements SessionReader {
  readonly #context: SessionContext;
  readonly #plan: Plan;
  readonly sessions: Session[] = [];
  /** All messages of a transcript are one session, named as its file. */
  #transcript: Session | null = null;
  #others = 0;

  constructor(context: SessionContext, plan: Plan) {
    this.#context = context;
    this.#plan = plan;
  }

  read(record: JsonObject, line: number): boolean {
    const shape = shapeOf(record);
    switch (shape) {
      case "message":
        if (isForeign(record) && (this.#transcript?.metaRows ?? 0) === 0) {
          this.sessions.length = 0;
          return false;
        }
        this.#transcript ??= this.#begin(idInName(this.#context.relativePath), "gateway_transcript", {});
        this.#transcript.add(record, [], this.#context, line);
        return true;
      case "snapshot": {
        const id = stringAt(record, "session_id") ?? idInName(this.#context.relativePath);
        const session = this.#begin(id, "cli_session_log", record);
        session.addAll(valueAt(record, "messages"), ["messages"], this.#context);
        return true;
      }
      case "export": {
        const session = this.#begin(stringAt(record, "id"), "session_export", record);
        session.addAll(valueAt(record, "messages"), ["messages"], this.#context);
        return true;
      }
      case "trajectory": {
        const session = this.#begin(null, "trajectory", { ...record, conversations: null, tools: toolsOf(record) });
        session.addAll(messagesOf(record), ["conversations"], this.#context);
        return true;
      }
      default:
        this.#others++;
        // Records with a type are those of other agents.
        return this.sessions.length > 0 || (this.#others < HOPELESS && !Object.hasOwn(record, "type"));
    }
  }

  finish(end: SessionEnd): Conversion {
    if (this.sessions.length === 0) return { outcome: "skipped", reason: "not a rollout" };
    const { findings } = this.#context;
    if (findings.errors > 0) return { outcome: "rejected", findings };
    return convert(this.sessions, { end, others: this.#others }, this.#context, this.#plan);
  }

  #begin(id: string | null, format: Session["format"], facts: JsonObject): Session {
    const session = new Session(String(this.sessions.length), id, format, facts);
    this.sessions.push(session);
    return session;
  }
}
