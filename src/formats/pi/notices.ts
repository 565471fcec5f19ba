/**
 * What oh-my-pi tells the model of an output that it cut (packages/tui `tools/output-meta.ts`:
 * formatOutputNotice), of all that it notes of a person's own runs.
 */
import { valueAt, type JsonObject } from "../../json/value.ts";
import { objectAt, stringAt } from "../fields.ts";
import { numberIn } from "./usage.ts";

/** Empty where nothing was cut, or what was cut is not said in numbers. */
export function cutNotice(message: JsonObject): string {
  const meta = objectAt(message, "meta");
  if (meta === null) return "";
  const truncation = objectAt(meta, "truncation");
  const columns = objectAt(objectAt(meta, "limits") ?? {}, "columnTruncated");
  const failure = stringAt(meta, "artifactError");
  const parts = [
    truncation === null ? null : shownOf(truncation),
    failure === null ? null : `Full output was not saved completely (artifact ${failure} failed)`,
    columns === null ? null : columnsOf(columns),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : `\n\n[${parts.join(". ")}]`;
}

function shownOf(truncation: JsonObject): string | null {
  const shown = stringAt(truncation, "direction") === "middle" ? endsOf(truncation) : linesOf(truncation);
  return shown === null ? null : `${shown}${referenceIn(truncation)}`;
}

function linesOf(truncation: JsonObject): string | null {
  const total = numberAt(truncation, "totalLines");
  const lines = numberAt(truncation, "outputLines");
  const bytes = numberAt(truncation, "maxBytes") ?? numberAt(truncation, "outputBytes");
  if (total === null || lines === null || bytes === null) return null;
  const range = rangeAt(truncation, "shownRange");
  const isRange = range !== null && range.end >= range.start;
  const shown = isRange ? `lines ${range.start}-${range.end} of ${total}` : `${lines} of ${total} lines`;
  return `Showing ${shown}${stringAt(truncation, "truncatedBy") === "bytes" ? ` (${sizeOf(bytes)} limit)` : ""}`;
}

/** The middle was left out. */
function endsOf(truncation: JsonObject): string | null {
  const total = numberAt(truncation, "totalLines");
  const lines = numberAt(truncation, "elidedLines");
  const bytes = numberAt(truncation, "elidedBytes");
  if (total === null || lines === null || bytes === null) return null;
  const head = rangeAt(truncation, "headRange");
  const tail = rangeAt(truncation, "tailRange");
  if (head === null || tail === null) {
    return `Showing head and tail bytes of ${grouped(total)} ${plural(total)}; ${sizeOf(bytes)} elided`;
  }
  const shown = `lines ${head.start}-${head.end} and ${tail.start}-${tail.end} of ${total}`;
  return `Showing ${shown}; ${grouped(lines)} middle ${plural(lines)} (${sizeOf(bytes)}) elided`;
}

function columnsOf(columns: JsonObject): string | null {
  const most = numberAt(columns, "maxColumn");
  if (most === null) return null;
  return `Some lines truncated to ${most} ${stringAt(columns, "unit") ?? "chars"}${referenceIn(columns)}`;
}

function referenceIn(object: JsonObject): string {
  const id = stringAt(object, "artifactId");
  return id === null ? "" : `. Read artifact://${id} for full output`;
}

function numberAt(object: JsonObject, key: string): number | null {
  return numberIn(valueAt(object, key));
}

function rangeAt(object: JsonObject, key: string): { start: number; end: number } | null {
  const range = objectAt(object, key);
  const start = range === null ? null : numberAt(range, "start");
  const end = range === null ? null : numberAt(range, "end");
  return start === null || end === null ? null : { start, end };
}

function plural(lines: number): string {
  return lines === 1 ? "line" : "lines";
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function sizeOf(bytes: number): string {
  if (bytes < 2 ** 10) return `${bytes}B`;
  if (bytes < 2 ** 20) return `${(bytes / 2 ** 10).toFixed(1)}KB`;
  if (bytes < 2 ** 30) return `${(bytes / 2 ** 20).toFixed(1)}MB`;
  return `${(bytes / 2 ** 30).toFixed(1)}GB`;
}
