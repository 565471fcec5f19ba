/** One session, record by record, and the row that it makes. */
import type { JsonObject } from "../../json/value.ts";
import { decodeText } from "../../json/text.ts";
import type { FinishedConversation } from "../../row/conversation.ts";
import { completeRow } from "../../row/derive.ts";
import type { SeedRow } from "../../row/row.ts";
import { timeSpan } from "../../row/time-span.ts";
import { reportDamage } from "../damage.ts";
import { stringAt, textAt } from "../fields.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { damagesOf, textDamage, type Damage } from "./check.ts";
import { SessionLog, type Entry } from "./entries.ts";
import { isKnown, SessionFacts } from "./facts.ts";
import { isSubagentFile, stemOf } from "./files.ts";
import { activePath, type ActivePath } from "./path.ts";
import type { Place } from "./plan.ts";
import { Player } from "./play.ts";
import { sourceMeta } from "./source-meta.ts";
import { withTails, type Tails } from "./tails.ts";

export class PiReader implements SessionReader {
  /** The entries that the row is made of; set when the file is finished. */
  path: readonly Entry[] = [];
  readonly #context: SessionContext;
  readonly #place: Place;
  readonly #rootId: string | null;
  readonly #log = new SessionLog();
  #isForeign = false;
  #leftOut = 0;

  /** @param rootId the session at the beginning of all forks; null where that is not known */
  constructor(context: SessionContext, place: Place, rootId: string | null) {
    this.#context = context;
    this.#place = place;
    this.#rootId = rootId;
  }

  read(record: JsonObject, line: number): boolean {
    const { entries, header } = this.#log;
    const before = entries.length;
    this.#isForeign = !this.#log.take(record, line);
    if (this.#isForeign) return false;
    if (header === null && this.#log.header?.id === null) {
      this.#report(textDamage(record, [], "id", "the id of the session"));
    }
    if (entries.length > before && this.#log.last?.type === "message") this.#report(damagesOf(record));
    return true;
  }

  finish(end: SessionEnd): Conversion {
    const { findings } = this.#context;
    const log = this.#log;
    if (this.#isForeign || (log.header === null && log.entries.length === 0) || isOther(log)) {
      return { outcome: "skipped", reason: "not a rollout" };
    }
    const ofRuns = log.finish();
    const path = activePath(log.entries, log.leafId);
    const tails = withTails(path.entries, log.entries.length);
    // Messages within others: of the runs of a stream, and those that compactions alone have.
    const inner = [...ofRuns, ...tails.entries.filter(({ ordinal }) => ordinal >= log.entries.length)];
    for (const { record } of inner) this.#report(damagesOf(record));
    if (findings.errors > 0) return { outcome: "rejected", findings };
    this.path = tails.entries;
    const player = new Player(findings);
    player.marks.thinkingLevel = log.header === null ? null : stringAt(log.header.record, "thinkingLevel");
    const conversation = player.play(tails.entries, path.branches, (entry) => this.#isElsewhere(entry));
    if (conversation.messages.length === 0 && conversation.orphans.length === 0) return this.#silent();
    this.#warn(conversation, player);
    return { outcome: "rows", rows: [this.#row(path, tails, player, conversation, end)], findings };
  }

  #report(damages: readonly Damage[]): void {
    this.#leftOut += damages.length;
    for (const { code, at, expected, found } of damages) reportDamage(this.#context, code, at, expected, found);
  }

  #isElsewhere({ ordinal }: Entry): boolean {
    return this.#place.repeated.has(ordinal);
  }

  /** Nobody says anything, or nothing that another row does not have. */
  #silent(): Conversion {
    const { findings } = this.#context;
    if (this.#place.repeated.size === 0) return { outcome: "skipped", reason: "no conversation" };
    this.#reportRepeats("superseded-session");
    return { outcome: "skipped", reason: "superseded", findings };
  }

  #reportRepeats(code: "superseded-session" | "repeated-records"): void {
    const { repeated, holders } = this.#place;
    if (repeated.size === 0) return;
    const names = holders.map(({ displayPath }) => displayPath).join(", ");
    const found = `${repeated.size} ${repeated.size === 1 ? "record" : "records"}, also in ${names}`;
    this.#context.findings.add({ severity: "warning", code, at: [], found });
  }

  #warn({ orphans }: FinishedConversation, { results }: Player): void {
    this.#reportRepeats("repeated-records");
    for (const { callId, content } of orphans) {
      const found = `a result of ${JSON.stringify(decodeText(callId))}`;
      this.#context.findings.add({
        severity: "warning",
        code: "unlinked-result",
        at: [],
        line: results.get(content)?.line,
        found,
      });
    }
  }

  #row(path: ActivePath, tails: Tails, player: Player, conversation: FinishedConversation, end: SessionEnd): SeedRow {
    const { relativePath, sourcePath } = this.#context;
    const log = this.#log;
    const { traceId, holders } = this.#place;
    const facts = new SessionFacts(log, path.entries, (entry) => this.#isElsewhere(entry));
    const id = log.header?.id ?? stemOf(relativePath);
    const isSubagent = facts.isSubagent || isSubagentFile(relativePath);
    const cwd = log.header === null ? null : textAt(log.header.record, "cwd");
    const { startedAt, endedAt } = timeSpan(facts.timestamps);
    return completeRow({
      trace_id: traceId ?? id,
      source_kind: "pi_coding_agent",
      source_path: sourcePath,
      root_session_id: this.#rootId ?? id,
      agent_id: isSubagent ? id : null,
      is_sidechain: isSubagent,
      cwd,
      project_path: cwd,
      git_branch: null,
      started_at: startedAt,
      ended_at: endedAt,
      messages: conversation.messages,
      source_meta: sourceMeta({
        log,
        facts,
        path,
        tails,
        player,
        conversation,
        holders,
        end,
        leftOut: this.#leftOut,
      }),
    });
  }
}

/** A header like Pi's, and nothing behind it that Pi writes. */
function isOther({ entries, dialect }: SessionLog): boolean {
  return dialect === "session" && entries.length > 0 && !entries.some(isKnown);
}
