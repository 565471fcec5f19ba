/** Threads and the requests that they work on. */
import { Worker } from "node:worker_threads";
import type { InputFile } from "../../discover/discover.ts";
import type { Look } from "../../formats/handler.ts";
import type { SourceKind } from "../../row/row.ts";
import {
  PROGRESS,
  type Beginning,
  type ConvertAnswer,
  type FromThread,
  type PlainPlannedFile,
  type PlainVerdict,
  type Request,
  type ToThread,
} from "./messages.ts";

/** A thread came to an end over a file: it ran out of memory, or worse. */
export class ThreadLost extends Error {
  /** The number of the file, among those of the request; how many these are when all of them were done. */
  readonly file: number;

  constructor(file: number, reason: string) {
    super(reason);
    this.file = file;
  }
}

/** So many requests a thread has at hand, that it never waits for the main thread to give it the next. */
const AT_HAND = 2;

/** Buffers that go along with a request to convert. */
const SPARE_FOR_TASK = 6;

interface Waiting {
  readonly request: Request;
  /** An answer is what its request asks for: that cannot be seen in it. */
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly progress: Int32Array;
  /** What it was asked, by number. */
  readonly asked: Map<number, Waiting>;
}

export class Pool {
  /** The most threads. */
  size: number;
  /** Buffers that threads may have to encode into. */
  spare: ArrayBuffer[] = [];
  readonly #beginning: Omit<Beginning, "progress">;
  readonly #threads: Set<Thread> = new Set();
  readonly #waiting: Waiting[] = [];
  #plans: ToThread | null = null;
  #lastId = 0;
  #isClosed = false;

  constructor(size: number, beginning: Omit<Beginning, "progress">) {
    this.size = size;
    this.#beginning = beginning;
  }

  /** What files are. @throws ThreadLost as all requests do when one of the files was too much for the thread */
  recognize(files: readonly InputFile[]): Promise<readonly PlainVerdict[]> {
    return this.#ask({ kind: "recognize", files });
  }

  look<Seen>(format: SourceKind, { name }: Look<Seen>, files: readonly InputFile[]): Promise<readonly Seen[]> {
    return this.#ask({ kind: "look", format, look: name, files });
  }

  convert(files: readonly PlainPlannedFile[], limit: number): Promise<ConvertAnswer> {
    return this.#ask({ kind: "convert", files, limit, spare: [] });
  }

  /** Gives a request to the next thread that has time for it. */
  #ask<Answer>(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#handOut();
    });
  }

  /** A thread waits for something to do, or will soon; one is begun where all are busy. */
  readonly hasTime = (): boolean => this.#idlest() !== null;

  /** Tells all threads, and those to come, what was planned. */
  setPlans(plans: Extract<ToThread, { kind: "plans" }>["plans"]): void {
    this.#plans = { kind: "plans", plans };
    for (const { worker } of this.#threads) worker.postMessage(this.#plans);
  }

  /** Ends all threads; what they were asked is not answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #handOut(): void {
    while (!this.#isClosed && this.#waiting.length > 0) {
      const thread = this.#idlest();
      const next = thread === null ? undefined : this.#waiting.shift();
      if (thread === null || next === undefined) return;
      const id = ++this.#lastId;
      thread.asked.set(id, next);
      const spare = next.request.kind === "convert" ? this.spare.splice(0, SPARE_FOR_TASK) : [];
      const request = next.request.kind === "convert" ? { ...next.request, spare } : next.request;
      thread.worker.postMessage({ kind: "request", id, request } satisfies ToThread, spare);
    }
  }

  /** The thread with least to do, a new one where all have something; null when all have enough. */
  #idlest(): Thread | null {
    let best: Thread | null = null;
    for (const thread of this.#threads) if (best === null || thread.asked.size < best.asked.size) best = thread;
    const isWanted = this.#threads.size < this.size && (best === null || best.asked.size > 0);
    const begun = isWanted ? this.#begin() : null;
    if (begun !== null) return begun;
    return best !== null && best.asked.size < AT_HAND ? best : null;
  }

  /** Null where the system has no room for another thread: then those at hand must do. */
  #begin(): Thread | null {
    const progress = new SharedArrayBuffer(PROGRESS.length * Int32Array.BYTES_PER_ELEMENT);
    const worker = this.#newWorker({ ...this.#beginning, progress });
    if (worker === null) return null;
    const thread: Thread = { worker, progress: new Int32Array(progress), asked: new Map() };
    this.#threads.add(thread);
    worker.on("message", (message: FromThread<never>) => this.#answered(thread, message));
    worker.on("error", (error) => this.#lost(thread, error));
    worker.on("exit", (code) => this.#lost(thread, new Error(`the thread ended with status ${code}`)));
    if (this.#plans !== null) worker.postMessage(this.#plans);
    return thread;
  }

  #newWorker(workerData: Beginning): Worker | null {
    try {
      // The bundle of the command has it beside this module's own.
      return new Worker(new URL("./worker.js", import.meta.url), { workerData });
    } catch (error) {
      if (this.#threads.size === 0) throw error;
      this.size = this.#threads.size;
      return null;
    }
  }

  #answered(thread: Thread, message: FromThread<never>): void {
    const waiting = thread.asked.get(message.id);
    thread.asked.delete(message.id);
    if ("bug" in message) waiting?.reject(message.bug);
    else waiting?.resolve(message.answer);
    this.#handOut();
  }

  #lost(thread: Thread, reason: Error): void {
    if (!this.#threads.delete(thread) || this.#isClosed) return;
    const { asked, progress } = thread;
    const begun = progress[PROGRESS.request] ?? 0;
    if (begun === 0) {
      // No file is at fault, and to try it with others would go on for ever.
      for (const { reject } of asked.values()) reject(reason);
    } else {
      asked.get(begun)?.reject(new ThreadLost(progress[PROGRESS.file] ?? 0, reason.message));
      asked.delete(begun);
      this.#waiting.unshift(...asked.values());
    }
    this.#handOut();
  }
}
