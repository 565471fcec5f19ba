/** The seed row's JSON Schema: what `rollout-ingest schema` prints and docs/seed-row.schema.json holds. */
import * as z from "zod";
import { seedRowSchema } from "./schema.ts";

/** The schema's text (JSON Schema 2020-12), with a newline at its end. */
export function seedRowJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(seedRowSchema), null, 2)}\n`;
}
