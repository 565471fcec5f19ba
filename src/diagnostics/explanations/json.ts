/** Codes of text that is not JSON, or is JSON of a doubtful kind. */
import { topic } from "./explanation.ts";

export const JSON_TEXT = topic({
  "json-syntax": {
    meaning:
      "The place is that of the first wrong byte, or of the escape sequence that is wrong. In a session log each line is a document of its own: the place is in this line.",
    matters:
      "What stands behind the wrong byte cannot be trusted, so nothing of a document is. Of a session log one line is lost.",
    otherwise:
      "In a session log it is a warning at `lenient`: the line is left out and counted in `source_meta.skipped_records`.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '"session_id": "wrong-total"\n"agent": { "name": "an-agent", "version": "1.0" },',
      },
      flags: "-d .",
    },
    wayOut: [
      "Correct the writer: JSON put together by hand is most often at fault; a JSON library never writes this.",
      "For one line of a session log: `--validation lenient` leaves it out.",
    ],
  },
  "json-truncated": {
    meaning: "The text ends before the document does. The place is its end.",
    matters: "The rollout was cut off; how it ended, and whether the task was solved, is not in it.",
    otherwise:
      "In a session log a line within the file is a warning at `lenient`; the last line is an unfinished-record.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 2, "source": "agent", "message": "Prices are floats: count',
      },
      flags: "-d .",
    },
    wayOut: [
      "If the run is still going on, wait for its end.",
      "Let the writer write to a temporary file and rename it when it is complete.",
      "Copy the file again if it was copied or downloaded; look for a full disk.",
    ],
  },
  "json-utf8": {
    meaning: "The bytes are not UTF-8. The byte and its offset are named.",
    matters: "Guessing the encoding would put wrong characters into the text that a model learns from.",
    otherwise: "In a session log it is a warning at `lenient`: the line is left out.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 1, "source": "user", "message": "Why is the total 3 … ?" },',
      },
      flags: "-d .",
    },
    wayOut: [
      "Convert the file, if you know what it is: `iconv -f windows-1252 -t utf-8 old.json > new.json`.",
      'Open the file with `encoding="utf-8"` in a writer in Python: on Windows the default is another one.',
    ],
  },
  "json-too-deep": {
    meaning: "Arrays and objects are nested deeper than 1,024 levels.",
    matters: "No rollout is nested like this; files made to bring down a parser are.",
    otherwise: "In a session log it is a warning at `lenient`: the line is left out.",
    example: {
      file: { name: "trajectory.json", lines: '"extra": [[[[[[[[…' },
      flags: "-d .",
    },
    wayOut: ["Look at the value that the place names: its writer most likely wrapped it once more with each turn."],
  },
  "lone-surrogate": {
    meaning:
      "An escaped surrogate, half of a pair that spells one character, has no partner. In the row U+FFFD takes its place. Text that was cut off at a fixed number of UTF-16 units has them.",
    matters:
      "Such a text is not Unicode: DuckDB, jq and Python's encoder refuse the file that holds it. One character was lost before the file was written.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 2, "source": "agent", "message": "Prices are floats \\ud83d" }',
      },
      flags: "-d .",
    },
    wayOut: [
      "Nothing has to be done: the row can be read everywhere, and `source_meta.warnings` counts the repair.",
      "In the writer cut texts between characters, not between UTF-16 units.",
    ],
  },
  "non-finite-number": {
    meaning:
      "`NaN`, `Infinity` or `-Infinity`, as Python's `json.dumps` writes them. They are not JSON: they read `null` in the row, and keep their spelling in the arguments of a tool call, which are text.",
    matters:
      "Most readers refuse the whole file over one of them. A `null` in their place is at least no wrong number.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '"tool_calls": [{ "tool_call_id": "call_1", "function_name": "plot", "arguments": { "y": NaN } }]',
      },
      flags: "-d .",
    },
    wayOut: [
      "In the writer use `json.dumps(..., allow_nan=False)`, and write `null` where there is no number.",
      "Nothing has to be done where the arguments are all that you need.",
    ],
  },
  "duplicate-key": {
    meaning: "An object has a key twice. The last one counts, as in Python and JavaScript.",
    matters: "The row is the same as everybody else's, but what stands at the first one is in no row.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 2, "source": "agent", "message": "Hm.", "message": "Prices are floats: count in cents." }',
      },
      flags: "-d .",
    },
    wayOut: ["Look at the place. If the first value is the right one, the writer is to be corrected."],
  },
  "byte-order-mark": {
    meaning: "The file begins with U+FEFF, as some editors and programs of Windows write it. It is passed over.",
    matters: "Nothing is lost. Other programs may refuse the file; DataDesigner does.",
    example: {
      file: { name: "trajectory.json", lines: "{" },
      flags: "-d .",
    },
    wayOut: [
      "Nothing has to be done.",
      'To be rid of it: write with `encoding="utf-8"`, not `"utf-8-sig"`; in PowerShell with `-Encoding utf8NoBOM`.',
    ],
  },
});
