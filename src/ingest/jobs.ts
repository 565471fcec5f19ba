/** What the formats of a run know of their files together. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import type { FormatChoice } from "../formats/choice.ts";
import type { FormatHandler, Look, SessionHandler } from "../formats/handler.ts";
import type { IngestSettings } from "./file-result.ts";
import type { Job } from "./ingest-file.ts";
import { rehearsal } from "./ingest-session.ts";
import type { Verdict } from "./recognize-file.ts";

/** As IngestSettings; the format may be each file's own. */
export interface RunSettings extends Omit<IngestSettings, "handler"> {
  readonly handler: FormatChoice;
}

/** The jobs of a run: one for each of its formats. */
export class Jobs {
  readonly #settings: RunSettings;
  readonly #turn: () => Promise<void>;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #jobs: Map<FormatHandler, Job> = new Map();

  constructor(settings: RunSettings, turn: () => Promise<void>, report: (diagnostic: Diagnostic) => void) {
    this.#settings = settings;
    this.#turn = turn;
    this.#report = report;
  }

  /** Lets each format look over its own files, where it has to. */
  async plan(files: readonly InputFile[], verdicts: readonly (Verdict | null)[]): Promise<void> {
    const own = new Map<FormatHandler, InputFile[]>();
    for (const [index, file] of files.entries()) {
      const verdict = verdicts[index];
      if (verdict?.kind !== "format") continue;
      const others = own.get(verdict.handler);
      if (others === undefined) own.set(verdict.handler, [file]);
      else others.push(file);
    }
    for (const [handler, list] of own) await this.#make(handler, list);
  }

  /** The job of a format; a pipe may be in one that no other file is in. */
  async of(handler: FormatHandler): Promise<Job> {
    return this.#jobs.get(handler) ?? (await this.#make(handler, []));
  }

  async #make(handler: FormatHandler, files: readonly InputFile[]): Promise<Job> {
    const job: Job =
      handler.kind === "documents"
        ? { kind: "documents", settings: { ...this.#settings, handler } }
        : await this.#sessionJob(handler, files);
    this.#jobs.set(handler, job);
    return job;
  }

  async #sessionJob(handler: SessionHandler, files: readonly InputFile[]): Promise<Job> {
    const settings = { ...this.#settings, handler };
    const sight = { level: settings.level, rehearse: rehearsal(settings) };
    const turn = this.#turn;
    async function* look<Seen>({ see }: Look<Seen>, files: readonly InputFile[]): AsyncGenerator<Seen, void> {
      for (const file of files) {
        yield await see(file, sight);
        await turn();
      }
    }
    const plan = await handler.prepare(files, { level: settings.level, report: this.#report, look });
    return { kind: "sessions", settings, plan: await handler.follow(plan) };
  }
}
