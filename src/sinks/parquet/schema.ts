/** The columns of the Parquet output: their types, and the leaves that the values of a row go to. */
import type { SchemaElement } from "hyparquet";
import { SEED_ROW_FIELDS, type Field, type ScalarKind } from "../../row/fields.ts";

/** How columns of JSON text are marked: by Parquet's logical type, or as strings for readers that lack it. */
export const JSON_COLUMNS = ["json", "string"] as const;
export type JsonColumns = (typeof JSON_COLUMNS)[number];

/** A column of values, as the file has it. */
export interface LeafSchema {
  /** Names from the row to the value, lists left out: `messages.content.text`. */
  readonly path: string;
  /** From the root to the leaf. Without logical types: values come as bytes that need no conversion. */
  readonly elements: readonly SchemaElement[];
  /** The definition level of a value that is there (Dremel). */
  readonly maxDefinition: number;
  readonly isRepeated: boolean;
  /** A column of the row itself that is not JSON: worth statistics, by which readers pass over row groups. */
  readonly isScalar: boolean;
}

/**
 * All that can be null is: nothing in the row ever lacks `trace_id`, but files are put together with
 * others, and readers refuse to unite columns that differ in it.
 */
export function parquetSchema(jsonColumns: JsonColumns): SchemaElement[] {
  return [
    { name: "seed_row", num_children: SEED_ROW_FIELDS.length },
    ...SEED_ROW_FIELDS.flatMap((field) => elementsOf(field, jsonColumns)),
  ];
}

function elementsOf(field: Field, jsonColumns: JsonColumns): SchemaElement[] {
  if (field.kind === "struct" || field.kind === "list") {
    const children = field.fields.flatMap((child) => elementsOf(child, jsonColumns));
    return [...wrapping(field.name, field.kind, field.fields.length), ...children];
  }
  return [{ ...plainLeaf(field.name, field.kind), ...annotation(field.kind, jsonColumns) }];
}

/** A struct; or a list in its three levels, as the Parquet format asks for (LogicalTypes.md, Lists). */
function wrapping(name: string, kind: "list" | "struct", size: number): SchemaElement[] {
  if (kind === "struct") return [{ name, repetition_type: "OPTIONAL", num_children: size }];
  return [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "OPTIONAL", num_children: size },
  ];
}

function plainLeaf(name: string, kind: ScalarKind): SchemaElement {
  const type = kind === "boolean" ? "BOOLEAN" : kind === "count" ? "INT64" : "BYTE_ARRAY";
  return { name, type, repetition_type: "OPTIONAL" };
}

function annotation(kind: ScalarKind, jsonColumns: JsonColumns): Partial<SchemaElement> {
  if (kind === "boolean" || kind === "count") return {};
  if (kind === "json" && jsonColumns === "json") return { converted_type: "JSON", logical_type: { type: "JSON" } };
  return { converted_type: "UTF8", logical_type: { type: "STRING" } };
}

/** The columns of values, in the order of the file. */
export function leafSchemas(): LeafSchema[] {
  const root: SchemaElement = { name: "seed_row", num_children: SEED_ROW_FIELDS.length };
  return SEED_ROW_FIELDS.flatMap((field) => leavesOf(field, [root], []));
}

function leavesOf(field: Field, above: readonly SchemaElement[], names: readonly string[]): LeafSchema[] {
  const path = [...names, field.name];
  if (field.kind === "struct" || field.kind === "list") {
    const elements = [...above, ...wrapping(field.name, field.kind, field.fields.length)];
    return field.fields.flatMap((child) => leavesOf(child, elements, path));
  }
  const elements = [...above, plainLeaf(field.name, field.kind)];
  return [
    {
      path: path.join("."),
      elements,
      maxDefinition: elements.length - 1,
      isRepeated: elements.some(({ repetition_type: repetition }) => repetition === "REPEATED"),
      isScalar: names.length === 0 && field.kind !== "json",
    },
  ];
}
