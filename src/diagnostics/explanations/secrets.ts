/** Codes of secrets in rows. */
import { topic } from "./explanation.ts";

/** A secret that is in the list of values, so that no scanner of repositories stumbles over the example. */
const VALUES = "echo tulips-in-march > values.txt";

export const SECRETS = topic({
  "secrets-redacted": {
    meaning:
      "With `--redact`: keys, tokens, passwords or values of yours stood in the rows of the file, and placeholders stand in their place. `found` has their kinds and numbers; the secrets themselves are told nowhere.",
    matters:
      "The rows can be shared as far as secrets of known kinds go. The same secret has the same placeholder everywhere, so that a model still sees that a key is used again.",
    example: {
      file: { name: "trajectory.json", lines: '"message": "The password is tulips-in-march."' },
      setup: VALUES,
      flags: "--format atif -d trajectory.json --redact --redact-values values.txt -o rows.jsonl",
    },
    wayOut: [
      "Nothing needs to be done for the rows.",
      "Change a secret that was real: whoever had the rollout has it.",
      "`--redact=fail` stops instead, and tells where each of them stands.",
    ],
  },
  "secret-found": {
    meaning:
      "With `--redact=fail`: a text of a row holds secrets of a kind. The JSON Pointer leads to the text in the row. Nothing of the run is written.",
    matters: "A job that must not pass secrets on ends here, before anything is published.",
    example: {
      file: { name: "trajectory.json", lines: '"message": "The password is tulips-in-march."' },
      setup: VALUES,
      flags: "--format atif -d trajectory.json --redact=fail --redact-values values.txt -o rows.jsonl",
    },
    wayOut: [
      "`--redact` puts a placeholder in its place.",
      "Take the file out of the run, or the secret out of the file.",
      "Change a secret that was real: whoever had the rollout has it.",
    ],
  },
});
