/** What `--output` names: where the rows go, and in what form. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Partition } from "../discover/partition.ts";
import { UsageError } from "../usage-error.ts";
import { isFolder, isSpecial, isStandardOutput } from "./file-output.ts";
import { CARD_NAME, DATASET_STEM, isCardOfOurs } from "./dataset-card.ts";
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
  return { kind: "file", encoding, path: filePath(output, encoding, partition) };
}

/** What a file's name is made of. The extension is the user's own. */
interface NameParts {
  readonly folder: string;
  readonly base: string;
  readonly stem: string;
  readonly extension: string;
}

function partsOf(output: string, encoding: Encoding): NameParts {
  const folder = path.dirname(output);
  const base = path.basename(output);
  const extension = /(?:\.(?:jsonl|ndjson|json))?\.(?:gz|zst)$|\.[^.]+$/iu.exec(base)?.[0] ?? encoding;
  return { folder, base, stem: base.endsWith(extension) ? base.slice(0, -extension.length) : base, extension };
}

function filePath(output: string, encoding: Encoding, partition: Partition | null): string {
  if (isSpecial(output)) return output;
  const parts = partsOf(output, encoding);
  const { folder, base, stem, extension } = parts;
  if (partition === null) {
    refuseOtherRuns(parts, (name) => name === base || name === stem + extension);
    return output;
  }
  const own = partitionStem(stem, partition);
  refuseOtherRuns(parts, (name) => isOfSameCount(name, stem, partition) && !isShard(name, own, [extension]));
  return path.join(folder, own + extension);
}

function shardPlace(output: string, encoding: Encoding, partition: Partition | null): ShardPlace {
  const parts = partsOf(output, encoding);
  const { folder, stem, extension } = parts;
  if (partition === null) {
    const isReplaced = (name: string): boolean => isShard(name, stem, [extension]);
    refuseOtherRuns(parts, isReplaced);
    return { folder, stem, extension, isNew: false, isReplaced };
  }
  refuseOtherRuns(parts, (name) => isOfSameCount(name, stem, partition));
  const own = partitionStem(stem, partition);
  return { folder, stem: own, extension, isNew: false, isReplaced: (name) => isPartOf(name, own, [extension]) };
}

/**
 * Runs of one `--output` write one file, several, or those of partitions: two of these beside each other
 * are the same rows twice.
 *
 * @param mayLie true for the names among them that this run replaces, or that belong beside what it writes
 * @throws UsageError
 */
function refuseOtherRuns({ folder, base, stem, extension }: NameParts, mayLie: (name: string) => boolean): void {
  const isOfOutput = (name: string): boolean =>
    name === base ||
    isPartOf(name, stem, [extension]) ||
    (name.endsWith(extension) && partitionInName(name, stem) !== null);
  refuseOthers(folder, (name) => isOfOutput(name) && !mayLie(name));
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
  const partition = partitionInName(name, DATASET_STEM);
  return partition === null
    ? isShard(name, DATASET_STEM, ENCODINGS)
    : isPartOf(name, partitionStem(DATASET_STEM, partition), ENCODINGS);
}

/** The partitions of a data set are of one form; what a partition wrote before is replaced. */
function mayLieBeside(name: string, extension: Encoding, { index, count }: Partition): boolean {
  const other = partitionInName(name, DATASET_STEM);
  if (other === null || other.count !== count) return false;
  return other.index === index || other.rest.replace(/^-\d{5}/u, "") === extension;
}

function isOfSameCount(name: string, stem: string, { count }: Partition): boolean {
  return partitionInName(name, stem)?.count === count;
}

/** A file by itself, or one of several. */
function isPartOf(name: string, stem: string, extensions: readonly string[]): boolean {
  return isShard(name, stem, extensions) || extensions.some((extension) => name === stem + extension);
}

function isShard(name: string, stem: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => {
    const number = name.slice(stem.length + 1, name.length - extension.length);
    return /^\d{5}$/u.test(number) && name === `${stem}-${number}${extension}`;
  });
}

/** What `datasets` takes for rows in a folder, in subfolders too. */
const DATA = /\.(?:jsonl?|ndjson|parquet|arrow|csv|tsv)(?:\.(?:gz|zst|bz2|xz|zip))?$/iu;

/** A folder that exists must be empty, hidden files aside, or hold a data set of ours and no other data. */
function refuseForeignFolder(folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !/^[._]/u.test(name));
  if (entries.length === 0) return;
  if (!holdsCardOfOurs(folder)) {
    throw new UsageError(
      `${JSON.stringify(folder)} is a folder that holds other things than a data set of rollout-ingest`,
      "name a new folder, or a file in it",
    );
  }
  const stray = entries.find((entry) => isStray(entry.name, entry.isDirectory()));
  if (stray === undefined) return;
  throw new UsageError(
    `${JSON.stringify(path.join(folder, stray.name))} is no part of the data set: programs that load the folder may take it for rows`,
    "move it elsewhere, or name a new folder",
  );
}

function isStray(name: string, isFolder: boolean): boolean {
  return isFolder || (DATA.test(name) && !isDatasetShard(name));
}

function holdsCardOfOurs(folder: string): boolean {
  try {
    return isCardOfOurs(readFileSync(path.join(folder, CARD_NAME), "utf8"));
  } catch {
    return false;
  }
}
