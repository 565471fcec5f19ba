/** A thread beside the main one: does what it is asked, one request after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { findHandler } from "../../formats/choice.ts";
import type { SessionHandler } from "../../formats/handler.ts";
import { setMemoryLimit } from "../../json/memory-limit.ts";
import { prepareEncoder } from "../../sinks/open.ts";
import type { RowEncoder } from "../../sinks/row-encoder.ts";
import { convertTask, type ConvertedFile } from "../convert-task.ts";
import { sightOf } from "../ingest-session.ts";
import { Jobs, type Plans } from "../jobs.ts";
import { seen } from "../lookout.ts";
import { recognizeFile } from "../recognize-file.ts";
import { ChunkList } from "./chunk-list.ts";
import {
  fromPlainVerdict,
  PROGRESS,
  toPlainVerdict,
  type Beginning,
  type ConvertAnswer,
  type FromThread,
  type PlainVerdict,
  type Request,
  type ToThread,
} from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("worker.ts is the beginning of a thread");
const { settings: given, encoder: encoderSettings, maxMemory, progress }: Beginning = workerData;
setMemoryLimit(maxMemory);
const underWay = new Int32Array(progress);

const chunks = new ChunkList();
let encoder: RowEncoder | null = null;
let plans: Plans = new Map();
let jobs: Jobs | null = null;

async function theEncoder(): Promise<RowEncoder> {
  return (encoder ??= (await prepareEncoder(encoderSettings))((chunk) => chunks.add(chunk), chunks.supply));
}

async function convert({ files, limit, spare }: Extract<Request, { kind: "convert" }>): Promise<ConvertAnswer> {
  chunks.reuse(spare);
  const encoder = await theEncoder();
  jobs ??= new Jobs({ ...given, refuse: encoder.refuse }, plans);
  const converted: ConvertedFile[] = [];
  const rows = await convertTask(
    files.map(({ file, size, verdict }) => ({ file, size, verdict: fromPlainVerdict(verdict), isPipe: false })),
    {
      jobs,
      encoder,
      limit,
      take: (file) => converted.push(file),
      turn: async () => atFile(converted.length),
    },
  );
  return { rows, files: converted, chunks: chunks.take(), buffers: chunks.transferred() };
}

async function look({ format, look: name, files }: Extract<Request, { kind: "look" }>): Promise<readonly unknown[]> {
  const handler = findSessions(format);
  const found = handler.looks.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`${format} has no look named ${name}`);
  const sight = sightOf({ ...given, handler });
  const all: unknown[] = [];
  for (const file of files) {
    atFile(all.length);
    all.push(await seen(file, found, sight));
  }
  return all;
}

function findSessions(format: string): SessionHandler {
  const handler = findHandler(format);
  if (handler.kind !== "sessions") throw new TypeError(`${format} has no sessions`);
  return handler;
}

function recognize({ files }: Extract<Request, { kind: "recognize" }>): readonly PlainVerdict[] {
  return files.map((file, index) => {
    atFile(index);
    return toPlainVerdict(recognizeFile(file));
  });
}

async function reply(id: number, request: Request): Promise<void> {
  atFile(0);
  Atomics.store(underWay, PROGRESS.request, id);
  if (request.kind === "convert") {
    const answer = await convert(request);
    say({ id, answer }, answer.buffers);
  } else say({ id, answer: request.kind === "look" ? await look(request) : recognize(request) });
}

function atFile(index: number): void {
  Atomics.store(underWay, PROGRESS.file, index);
}

function say(message: FromThread<unknown>, transferred: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transferred);
}

/** Requests wait for one another: what one converts lies in memory that the next takes. */
let last: Promise<void> = Promise.resolve();

port.on("message", (message: ToThread) => {
  if (message.kind === "plans") {
    plans = new Map(message.plans.map(([format, plan]) => [findSessions(format), plan]));
    return;
  }
  const { id, request } = message;
  last = last
    .then(() => reply(id, request))
    .catch((error: unknown) => say({ id, bug: error instanceof Error ? error : new Error(String(error)) }));
});
