/** What the first records of a file say of its thread. */
import { valueAt, isJsonObject, type JsonObject } from "../../json/value.ts";
import type { InputFile } from "../../discover/discover.ts";
import { identityOf, type Identity } from "./identity.ts";
import { scan } from "./scan.ts";
import { shapeOf, typeName } from "./shapes.ts";

/** A file and its thread. */
export interface Head {
  readonly file: InputFile;
  readonly identity: Identity & { readonly id: string };
  /** The line of the parent's session_meta that was copied along with its history; null for none. */
  readonly copyBegins: number | null;
}

/** A header that does not stand in so many bytes is not looked for any further. */
export const HEAD_BYTES = 1024 * 1024;
/** A copy of the parent's history comes right behind the header. */
export const HEAD_RECORDS = 16;

/** Null for a file that does not begin as a rollout with an id does. */
export function headOf(file: InputFile): Head | null {
  let identity: Identity | null = null;
  let records = 0;
  for (const { record, line, offset } of scan(file.path)) {
    const header = headerOf(record);
    if (identity === null && header !== null) {
      identity = identityOf(header);
      if (!mayBeCopied(identity)) break;
    } else if (identity !== null && header !== null) {
      const { id } = identityOf(header);
      if (id !== null && id !== identity.id) return known(file, identity, line);
    } else if (records === 0 && shapeOf(record) === "other") return null;
    records++;
    if (offset > HEAD_BYTES || records > HEAD_RECORDS) break;
  }
  return identity === null ? null : known(file, identity, null);
}

function known(file: InputFile, identity: Identity, copyBegins: number | null): Head | null {
  const { id } = identity;
  return id === null ? null : { file, identity: { ...identity, id }, copyBegins };
}

/** Only the history of a named thread is copied. */
function mayBeCopied({ forkedFromId, parentId }: Identity): boolean {
  return forkedFromId !== null || parentId !== null;
}

/** The payload of a session_meta, or the header of a flat file; null for any other record. */
export function headerOf(record: JsonObject): JsonObject | null {
  const shape = shapeOf(record);
  if (shape === "header") return record;
  const payload = valueAt(record, "payload");
  return shape === "wrapped" && typeName(record) === "session_meta" && isJsonObject(payload) ? payload : null;
}
