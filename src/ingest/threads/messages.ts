/** What the main thread and those beside it say to each other: plain data. */
import type { InputFile } from "../../discover/discover.ts";
import { findHandler } from "../../formats/choice.ts";
import type { SourceKind } from "../../row/row.ts";
import type { Chunk } from "../../sinks/chunk.ts";
import type { EncoderSettings } from "../../sinks/open.ts";
import type { ConvertedFile } from "../convert-task.ts";
import type { ThreadSettings } from "../jobs.ts";
import type { Verdict } from "../recognize-file.ts";

/** With what a thread begins. */
export interface Beginning {
  readonly settings: ThreadSettings;
  readonly encoder: EncoderSettings;
  /** What a file may take in memory, in bytes. */
  readonly maxMemory: number;
  /** What the thread is about, for when it is lost: by the places of PROGRESS. */
  readonly progress: SharedArrayBuffer;
}

/** Numbers that a thread keeps: the request that it began last (0 before the first), and which file of that it is at. */
export const PROGRESS = { request: 0, file: 1, length: 2 } as const;

/** A verdict, the format by its name. */
export type PlainVerdict =
  | Exclude<Verdict, { kind: "format" }>
  | { readonly kind: "format"; readonly format: SourceKind };

export interface PlainPlannedFile {
  readonly file: InputFile;
  readonly size: number;
  readonly verdict: PlainVerdict;
}

/** What a thread is asked to do with some files. */
export type Request =
  | { readonly kind: "recognize"; readonly files: readonly InputFile[] }
  | { readonly kind: "look"; readonly format: SourceKind; readonly look: string; readonly files: readonly InputFile[] }
  | {
      readonly kind: "convert";
      readonly files: readonly PlainPlannedFile[];
      readonly limit: number;
      /** Buffers to encode into. */
      readonly spare: readonly ArrayBuffer[];
    };

export interface ConvertAnswer {
  readonly rows: number;
  readonly files: readonly ConvertedFile[];
  readonly chunks: readonly Chunk[];
  /** What the chunks lie in: to be given back when they are taken. */
  readonly buffers: readonly ArrayBuffer[];
}

/** To a thread. Plans come before the first request to convert. */
export type ToThread =
  | { readonly kind: "plans"; readonly plans: readonly (readonly [format: SourceKind, plan: unknown])[] }
  | { readonly kind: "request"; readonly id: number; readonly request: Request };

/** From a thread: an answer to what was asked, or a bug of ours. */
export type FromThread<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly bug: Error };

export function toPlainVerdict(verdict: Verdict): PlainVerdict {
  return verdict.kind === "format" ? { kind: "format", format: verdict.handler.name } : verdict;
}

export function fromPlainVerdict(verdict: PlainVerdict): Verdict {
  return verdict.kind === "format" ? { kind: "format", handler: findHandler(verdict.format) } : verdict;
}
