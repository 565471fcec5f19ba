/** What a thread needs to convert files: a run's settings, and what is known of its files together. */
import type { FormatHandler, Preparation, SessionHandler } from "../formats/handler.ts";
import { loadRedaction } from "../redact/load.ts";
import type { IngestSettings } from "./file-result.ts";
import type { Job } from "./ingest-file.ts";

/** As IngestSettings; the format is each file's own. */
export type ThreadSettings = Omit<IngestSettings, "handler">;

/** What formats have planned. */
export type Plans = ReadonlyMap<SessionHandler, unknown>;

/** The jobs of a thread: one for each format that it meets. */
export class Jobs {
  readonly #settings: ThreadSettings;
  readonly #plans: Plans;
  readonly #jobs: Map<FormatHandler, Job> = new Map();

  constructor(settings: ThreadSettings, plans: Plans) {
    this.#settings = settings;
    this.#plans = plans;
  }

  /** Every file is hashed. */
  get hashInputs(): boolean {
    return this.#settings.hashInputs === true;
  }

  /** The job of a format; its plan is followed when the first file comes. */
  async of(handler: FormatHandler): Promise<Job> {
    const known = this.#jobs.get(handler);
    if (known !== undefined) return known;
    const job = await this.#make(handler);
    this.#jobs.set(handler, job);
    return job;
  }

  async #make(handler: FormatHandler): Promise<Job> {
    const redact = await loadRedaction(this.#settings.redaction ?? null);
    const common = { ...this.#settings, ...(redact !== undefined && { redact }) };
    if (handler.kind === "documents") return { kind: "documents", settings: { ...common, handler } };
    const plan = this.#plans.has(handler) ? this.#plans.get(handler) : await this.#planNothing(handler);
    return { kind: "sessions", settings: { ...common, handler }, plan: await handler.follow(plan) };
  }

  /** A pipe may be in a format that no other file is in. */
  #planNothing(handler: SessionHandler): Promise<unknown> {
    const preparation: Preparation = { level: this.#settings.level, report: () => undefined, look: nothing };
    return handler.prepare([], preparation);
  }
}

async function* nothing(): AsyncGenerator<never, void> {}
