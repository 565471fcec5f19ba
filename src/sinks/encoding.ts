/** The form of the rows in a file, and the names that ask for it. */
import path from "node:path";
import { UsageError } from "../usage-error.ts";

export const OUTPUT_FORMATS = ["jsonl", "parquet"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Each form by the end of its usual name. */
export const ENCODINGS = [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Names that say what is never written: whoever opens the file would be misled. */
const OTHER_FORMS = /\.(?:bz2|xz|lzma|lz4|br|zip|7z|csv|tsv|arrow|feather|avro|orc)$/u;

/**
 * The form that a file's name asks for; JSONL for names that say nothing of it.
 *
 * @param format what the user says of it, if anything
 * @throws UsageError when they contradict each other
 */
export function encodingOf(output: string, format: OutputFormat | undefined): Encoding {
  const named = namedEncoding(path.basename(output).toLowerCase());
  if (named === null) return format === "parquet" ? ".parquet" : ".jsonl";
  if (format !== undefined && (format === "parquet") !== (named === ".parquet")) {
    throw new UsageError(`--output-format ${format} contradicts the name ${JSON.stringify(output)}`);
  }
  return named;
}

function namedEncoding(name: string): Encoding | null {
  if (/\.parquet\.(?:gz|zst)$/u.test(name)) {
    throw new UsageError(`${JSON.stringify(name)}: Parquet is compressed within`, "name it .parquet");
  }
  if (OTHER_FORMS.test(name)) {
    throw new UsageError(
      `${JSON.stringify(name)}: rows are written as JSONL, also compressed by gzip or zstd, or as Parquet`,
      `name it ${ENCODINGS.join(", ")}`,
    );
  }
  if (name.endsWith(".parquet")) return ".parquet";
  if (name.endsWith(".gz")) return ".jsonl.gz";
  if (name.endsWith(".zst")) return ".jsonl.zst";
  return /\.(?:jsonl|ndjson|json)$/u.test(name) ? ".jsonl" : null;
}
