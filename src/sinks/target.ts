/** What `--output` names: where the rows go, and in what form. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Partition } from "../discover/partition.ts";
import { UsageError } from "../usage-error.ts";
import { isFolder, isSpecial, isStandardOutput } from "./file-output.ts";
import { DATASET_STEM, isCardOfOurs } from "./dataset-card.ts";
import { ENCODINGS, encodingOf, type Encoding, type OutputFormat } from "./encoding.ts";
import { partitionInName, partitionStem, refuseOthers } from "./partition-name.ts";
import type { ShardPlace } from "./shards.ts";

export type Target =
  /** Rows are counted, and go nowhere. */
  | { readonly kind: "nothing"; readonly encoding: Encoding }
  | { readonly kind: "stdout"; readonly encoding: Encoding }
  | { readonly kind: "file"; readonly encoding: Encoding; readonly path: string }
  | { readonly kind: "shards"; readonly encoding: Encoding; readonly place: ShardPlace; readonly maxBytes: number }
  | { readonly kind: "dataset"; readonly encoding: Encoding; readonly place: ShardPlace; readonly maxBytes: number };

export const NOWHERE: Target = { kind: "nothing", encoding: ".jsonl" };

/** A shard that any tool moves and loads with ease; what the Hugging Face Hub takes too. */
const DATASET_SHARD_BYTES = 512_000_000;

/**
 * Reads the name of an output.
 *
 * @param format what the user says of the form, if anything
 * @param maxShardBytes null without `--max-shard-size`
 * @param partition the one that is written: its files bear its number. Null for the whole corpus
 * @throws UsageError for what contradicts itself or must not be overwritten
 */
export function targetOf(
  output: string,
  format: OutputFormat | undefined,
  maxShardBytes: number | null,
  partition: Partition | null = null,
): Target {
  if (isStandardOutput(output)) {
    if (maxShardBytes !== null) throw new UsageError("--max-shard-size makes several files: it goes with --output");
    return { kind: "stdout", encoding: format === "parquet" ? ".parquet" : ".jsonl" };
  }
  if (output.endsWith("/") || output.endsWith(path.sep) || isFolder(output)) {
    const encoding = encodingOf(output, format);
    const maxBytes = maxShardBytes ?? DATASET_SHARD_BYTES;
    return { kind: "dataset", encoding, place: datasetPlace(output, encoding, partition), maxBytes };
  }
  const encoding = encodingOf(output, format);
  if (maxShardBytes !== null) {
    return { kind: "shards", encoding, place: shardPlace(output, encoding, partition), maxBytes: maxShardBytes };
  }
  if (partition === null || isSpecial(output)) return { kind: "file", encoding, path: output };
  return { kind: "file", encoding, path: partitionPath(output, encoding, partition) };
}

/** What a file's name is made of. The extension is the user's own. */
function partsOf(output: string, encoding: Encoding): { folder: string; stem: string; extension: string } {
  const folder = path.dirname(output);
  const base = path.basename(output);
  const extension = /(?:\.(?:jsonl|ndjson|json))?\.(?:gz|zst)$|\.[^.]+$/iu.exec(base)?.[0] ?? encoding;
  return { folder, stem: base.endsWith(extension) ? base.slice(0, -extension.length) : base, extension };
}

function partitionPath(output: string, encoding: Encoding, partition: Partition): string {
  const { folder, stem, extension } = partsOf(output, encoding);
  const own = partitionStem(stem, partition);
  refuseOthers(
    folder,
    (name) =>
      isOfOtherCount(name, stem, [extension], partition) ||
      isShard(name, stem, [extension]) ||
      isShard(name, own, [extension]),
  );
  return path.join(folder, own + extension);
}

function shardPlace(output: string, encoding: Encoding, partition: Partition | null): ShardPlace {
  const { folder, stem, extension } = partsOf(output, encoding);
  if (partition === null) {
    return { folder, stem, extension, isNew: false, isReplaced: (name) => isShard(name, stem, [extension]) };
  }
  refuseOthers(
    folder,
    (name) => isOfOtherCount(name, stem, [extension], partition) || isShard(name, stem, [extension]),
  );
  const own = partitionStem(stem, partition);
  return { folder, stem: own, extension, isNew: false, isReplaced: (name) => isPartOf(name, own, [extension]) };
}

function datasetPlace(folder: string, extension: Encoding, partition: Partition | null): ShardPlace {
  const isNew = !isFolder(folder);
  if (!isNew) refuseForeignFolder(folder);
  if (partition === null) return { folder, stem: DATASET_STEM, extension, isNew, isReplaced: isDatasetShard };
  const own = partitionStem(DATASET_STEM, partition);
  refuseOthers(folder, (name) => isDatasetShard(name) && !mayLieBeside(name, extension, partition));
  return { folder, stem: own, extension, isNew, isReplaced: (name) => isPartOf(name, own, ENCODINGS) };
}

/** A data set may change its form from one run to the next, and its partitions. */
function isDatasetShard(name: string): boolean {
  return isShard(name, DATASET_STEM, ENCODINGS) || partitionInName(name, DATASET_STEM) !== null;
}

/** The partitions of a data set are of one form; what a partition wrote before is replaced. */
function mayLieBeside(name: string, extension: Encoding, { index, count }: Partition): boolean {
  const other = partitionInName(name, DATASET_STEM);
  if (other === null || other.count !== count) return false;
  return other.index === index || other.rest.replace(/^-\d{5}/u, "") === extension;
}

function isOfOtherCount(name: string, stem: string, extensions: readonly string[], { count }: Partition): boolean {
  const other = partitionInName(name, stem);
  return other !== null && other.count !== count && extensions.some((extension) => name.endsWith(extension));
}

/** A file of a partition, or one of several. */
function isPartOf(name: string, stem: string, extensions: readonly string[]): boolean {
  return isShard(name, stem, extensions) || extensions.some((extension) => name === stem + extension);
}

function isShard(name: string, stem: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => {
    const number = name.slice(stem.length + 1, name.length - extension.length);
    return /^\d{5}$/u.test(number) && name === `${stem}-${number}${extension}`;
  });
}

/** A folder that exists must be empty, hidden files aside, or hold a data set of ours. */
function refuseForeignFolder(folder: string): void {
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  if (names.length > 0 && !holdsCardOfOurs(folder)) {
    throw new UsageError(
      `${JSON.stringify(folder)} is a folder that holds other things than a data set of rollout-ingest`,
      "name a new folder, or a file in it",
    );
  }
}

function holdsCardOfOurs(folder: string): boolean {
  try {
    return isCardOfOurs(readFileSync(path.join(folder, "README.md"), "utf8"));
  } catch {
    return false;
  }
}
