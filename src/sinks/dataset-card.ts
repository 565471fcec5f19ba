/** The README.md of a data set: what Hugging Face `datasets` must know to load it, and where it comes from. */
import { SEED_ROW_FIELDS, type Field, type ScalarKind } from "../row/fields.ts";
import type { Encoding } from "./encoding.ts";
import type { JsonColumns } from "./parquet/schema.ts";

/** Shards of a data set are `seeds-00000.parquet` and on. */
export const DATASET_STEM = "seeds";

export const CARD_NAME = "README.md";

const MARK = "<!-- Written by rollout-ingest; a new run replaces this file. -->";

/** True for a card that this program wrote. */
export function isCardOfOurs(text: string): boolean {
  return text.includes(MARK);
}

export interface CardFacts {
  /** How the shards' names end. */
  readonly encoding: Encoding;
  readonly jsonColumns: JsonColumns;
  readonly version: string;
  /** Level of validation. */
  readonly level: string;
  /** Rows by source_kind; null where others write to the same data set: then the card is the same by all of them. */
  readonly rows: ReadonlyMap<string, number> | null;
}

/**
 * Renders the card. The features are spelled out because `datasets` otherwise infers them from the
 * first rows, and fails where a column is null in these and text in later ones. The names of the
 * files are not: `datasets` 5 then goes by the pattern alone and takes a later run's files for those
 * it has in its cache.
 */
export function datasetCard(facts: CardFacts): string {
  const { encoding, jsonColumns, version, level, rows } = facts;
  const features = SEED_ROW_FIELDS.flatMap((field) => feature(field, encoding === ".parquet" ? jsonColumns : null));
  return `---
dataset_info:
  features:
${features.map((line) => `  ${line}\n`).join("")}---
${MARK}

# Seed rows

${rows === null ? "Rollouts of AI agents" : counted(rows)}, one a row, normalized by
rollout-ingest ${version} (\`--validation ${level}\`).

\`\`\`python
from datasets import load_dataset

rows = load_dataset("<this folder>", split="train")
\`\`\`
`;
}

function counted(rows: ReadonlyMap<string, number>): string {
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...rows].map(([kind, count]) => `\`${kind}\`: ${count}`).join(", ");
  return `${total} ${total === 1 ? "rollout" : "rollouts"} of AI agents (${kinds === "" ? "none" : kinds})`;
}

/**
 * Lines of YAML, as `Features._to_yaml_list` of `datasets` 5 writes them.
 *
 * @param jsonColumns null for JSONL, whose blocks have any keys
 */
function feature(field: Field, jsonColumns: JsonColumns | null): string[] {
  if (field.name === "messages" && jsonColumns === null) return [`- name: ${field.name}`, "  list: json"];
  if (field.kind === "list" || field.kind === "struct") {
    const inner = field.fields.flatMap((child) => feature(child, jsonColumns));
    return [`- name: ${field.name}`, `  ${field.kind}:`, ...inner.map((line) => `  ${line}`)];
  }
  return [`- name: ${field.name}`, `  dtype: ${dataType(field.kind, jsonColumns ?? "json")}`];
}

function dataType(kind: ScalarKind, jsonColumns: JsonColumns): string {
  if (kind === "boolean") return "bool";
  if (kind === "count") return "int64";
  return kind === "json" ? jsonColumns : "string";
}
