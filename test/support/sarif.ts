/** SARIF logs against the schema of the standard (OASIS, 2.1.0), which a package for tests carries. */
import { readFileSync } from "node:fs";
import Ajv04 from "ajv-draft-04";
import formats from "ajv-formats";

const SCHEMA = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

const ajv = new Ajv04.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

/** What is wrong with a log; nothing when all is well. */
export function sarifProblems(log: unknown): string[] {
  return validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
