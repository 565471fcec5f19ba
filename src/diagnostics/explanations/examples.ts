/**
 * What the command prints for the examples of the explanations. Written by
 * `UPDATE_FIXTURES=1 npx vitest run test/diagnostics/explanations.test.ts`; do not edit.
 */
import type { ValidationLevel } from "../../formats/handler.ts";
import type { Code } from "../codes.ts";
import type { Severity } from "../diagnostic.ts";

export interface ShownReport {
  /** The first level at which the code is told. */
  readonly level: ValidationLevel;
  /** The lines that tell of it there. */
  readonly report: string;
  /** What the example is at each level; null where it is no problem, or another one. */
  readonly severity: Readonly<Record<ValidationLevel, Severity | null>>;
}

export const EXAMPLES: Readonly<Record<Code, ShownReport>> = {
  "unreadable-file": {
    level: "strict",
    report:
      "moved-away.json: error unreadable-file: the file cannot be read\n    found ENOENT: no such file or directory\n    hint: check that it still exists and may be read",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "file-too-large": {
    level: "strict",
    report:
      "huge.json: error file-too-large: the file takes more memory than a file may\n    found 5368709120 bytes; 4293656512 is the most\n    hint: raise --max-memory or the heap of Node (NODE_OPTIONS=--max-old-space-size=<MB>), or split the file",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "decompression-bomb": {
    level: "strict",
    report:
      "zeros.jsonl.gz: error decompression-bomb: the compressed file becomes larger than a rollout of its size can be\n    found 101791 bytes of gzip that become more than 67108864\n    hint: decompress it yourself if you trust it, and read what comes of it",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "row-too-large": {
    level: "strict",
    report:
      "large.json: error row-too-large: a row of the file holds more text than a row of Parquet can\n    expected rows of at most 512 MiB of text\n    hint: write JSONL, which has no such limit",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "thread-lost": {
    level: "strict",
    report:
      "many.jsonl: error thread-lost: the thread that converted the file came to an end over it\n    found Worker terminated due to reaching memory limit: JS heap out of memory\n    hint: the file needs more memory than there is: give Node more with NODE_OPTIONS=--max-old-space-size=<MB>, or split it",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "damaged-database": {
    level: "strict",
    report:
      "state.db: error damaged-database: the database cannot be read\n    found file is not a database\n    hint: restore it from a backup, or save what is left of it with the `.recover` command of sqlite3",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "no-database-reader": {
    level: "strict",
    report:
      "state.db: error no-database-reader: nothing to read databases with is installed\n    expected the package node-sqlite3-wasm\n    hint: npm install node-sqlite3-wasm",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "unreadable-folder": {
    level: "strict",
    report:
      "locked: warning unreadable-folder: the folder cannot be read; what it holds is not part of the run\n    found EACCES: permission denied",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "link-outside": {
    level: "strict",
    report:
      "archive: warning link-outside: the symbolic link leads out of the folder given, or nowhere; it is not followed\n    found a link to /usr\n    hint: name the target with --trace-dir or --files-from",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "link-loop": {
    level: "strict",
    report:
      "runs/all: warning link-loop: the symbolic link leads back to a folder that is read already; it is not followed\n    found a link to /home/dev/traces",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "outside-root": {
    level: "strict",
    report:
      "session.jsonl: warning outside-root: the session names a file outside of the folder given; it is not read\n    found /etc/passwd",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "unreadable-index": {
    level: "strict",
    report:
      "sessions-index.json: warning unreadable-index: the index of sessions is not what it must be; nothing is taken from it\n    hint: the rows say what the logs say",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "json-syntax": {
    level: "strict",
    report:
      'trajectory.json:4:3: error json-syntax: the text is not valid JSON\n    expected , or }, found "\\"" at byte offset 67\n    hint: the writer of the file is at fault; write it again',
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "json-truncated": {
    level: "strict",
    report:
      "trajectory.json:7:76: error json-truncated: the JSON text ends before it is complete\n    expected the rest of a string and its closing quote, found the end of the file at byte offset 285\n    hint: the run that wrote it was interrupted or is still going on",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "json-utf8": {
    level: "strict",
    report:
      "trajectory.json:6:70: error json-utf8: the file is not UTF-8 text\n    expected UTF-8 text, found the byte 0x80 at byte offset 201\n    hint: convert it to UTF-8",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "json-too-deep": {
    level: "strict",
    report:
      "trajectory.json:11:1037: error json-too-deep: the JSON text is nested too deeply\n    expected at most 1024 levels of arrays and objects, found one more level at byte offset 1325",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "lone-surrogate": {
    level: "strict",
    report:
      "trajectory.json:7:51: warning lone-surrogate: escaped surrogates without a partner are not Unicode text; U+FFFD takes their place in the row",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "non-finite-number": {
    level: "strict",
    report:
      "trajectory.json:11:95: warning non-finite-number: NaN and Infinity are not JSON; they read null in the row, and keep their spelling in tool arguments",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "duplicate-key": {
    level: "strict",
    report: "trajectory.json:7:58: warning duplicate-key: an object has the same key twice; the last one counts",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "byte-order-mark": {
    level: "strict",
    report:
      "trajectory.json:1:1: warning byte-order-mark: the file begins with a byte order mark, which is passed over",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "missing-field": {
    level: "strict",
    report:
      'trajectory.json:7:5: error missing-field: a required field is missing\n    /steps/1: expected the key "source": system, user or agent, found nothing',
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "wrong-type": {
    level: "strict",
    report:
      'trajectory.json:11:21: error wrong-type: a field has the wrong type\n    /steps/1/tool_calls: expected a list of tool calls, found "grep total"',
    severity: { strict: "error", spec: "error", lenient: "warning" },
  },
  "empty-text": {
    level: "strict",
    report:
      'trajectory.json:3:17: error empty-text: a text must not be empty\n    /session_id: expected text that is not empty, found ""',
    severity: { strict: "error", spec: null, lenient: null },
  },
  "unknown-value": {
    level: "strict",
    report:
      'trajectory.json:7:31: error unknown-value: a field has a value that the format does not know\n    /steps/1/source: expected system, user or agent, found "assistant"',
    severity: { strict: "error", spec: "error", lenient: null },
  },
  "no-steps": {
    level: "strict",
    report:
      "trajectory.json:5:12: error no-steps: the trajectory has no steps\n    /steps: expected at least one step, found an empty list",
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
  "several-trajectories": {
    level: "strict",
    report:
      "trajectory.json:1:1: error several-trajectories: the file holds several trajectories, not one\n    expected one trajectory: an object with schema_version, agent and steps, found 2 trajectories",
    severity: { strict: "error", spec: "error", lenient: "warning" },
  },
  "text-from-json": {
    level: "strict",
    report:
      "trajectory.json:7:51: warning text-from-json: an object or a list stands where text belongs; the row holds its JSON text\n    /steps/1/message: expected text, found an object",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "not-in-spec": {
    level: "spec",
    report:
      'trajectory.json:6:53: warning not-in-spec: the ATIF specification does not allow this value (RFC 0001, as Harbor validates it)\n    /steps/0/model_name: expected no such field: the step\'s source is user, found "a-model"',
    severity: { strict: null, spec: "warning", lenient: "warning" },
  },
  "step-id-order": {
    level: "strict",
    report:
      "trajectory.json:7:18: error step-id-order: the steps are not numbered one by one in their order, from 1\n    /steps/1/step_id: expected 2, found 3",
    severity: { strict: "error", spec: "error", lenient: "warning" },
  },
  "agent-only-field": {
    level: "strict",
    report:
      "trajectory.json:6:98: error agent-only-field: only an agent's step may have this field\n    /steps/0/reasoning_content: expected no reasoning_content: the step's source is user, found \"It must be a float.\"",
    severity: { strict: "error", spec: "error", lenient: "warning" },
  },
  "result-without-call-id": {
    level: "strict",
    report:
      "trajectory.json:12:36: error result-without-call-id: a result does not say which tool call it answers (source_call_id)\n    /steps/1/observation/results/0: expected source_call_id: the id of a tool call of this step, found nothing",
    severity: { strict: "error", spec: "warning", lenient: "warning" },
  },
  "unknown-call-id": {
    level: "strict",
    report:
      'trajectory.json:12:56: error unknown-call-id: a result answers a tool call that its step does not make\n    /steps/1/observation/results/0/source_call_id: expected the id of a tool call of this step, found "call_9"',
    severity: { strict: "error", spec: "error", lenient: "warning" },
  },
  "duplicate-call-id": {
    level: "spec",
    report:
      'trajectory.json:13:27: warning duplicate-call-id: two tool calls of a step have the same id\n    /steps/1/tool_calls/1/tool_call_id: expected an id of its own, found "call_1"',
    severity: { strict: null, spec: "warning", lenient: "warning" },
  },
  "empty-call-id": {
    level: "spec",
    report:
      'trajectory.json:11:22: warning empty-call-id: a tool call has an empty id\n    /steps/1/tool_calls/0: expected an id that the result can name, found ""\n    done: given the id "call_2_1"',
    severity: { strict: null, spec: "warning", lenient: "warning" },
  },
  "identity-inferred": {
    level: "spec",
    report:
      'trajectory.json:1:1: warning identity-inferred: the trajectory has no session_id\n    expected a session_id that is not empty, found nothing\n    done: the relative path "trajectory.json" takes its place',
    severity: { strict: null, spec: "warning", lenient: "warning" },
  },
  "duplicate-trace-id": {
    level: "strict",
    report:
      'second.json: warning duplicate-trace-id: another row of this run has the same trace_id\n    found "wrong-total", as in first.json\n    hint: source_path tells the rows apart',
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "unresolvable-ref": {
    level: "spec",
    report:
      "trajectory.json:13:79: error unresolvable-ref: a reference to a subagent's trajectory names neither an id nor a path\n    /steps/1/observation/results/0/subagent_trajectory_ref/0: expected trajectory_id or trajectory_path, found an object",
    severity: { strict: null, spec: "error", lenient: "warning" },
  },
  "subagents-left-out": {
    level: "strict",
    report:
      "trajectory.json:9:28: warning subagents-left-out: the embedded subagent trajectories are not in the rows\n    /subagent_trajectories: found 1 trajectory\n    hint: --validation spec gives each a row of its own",
    severity: { strict: "warning", spec: null, lenient: null },
  },
  "unfinished-record": {
    level: "strict",
    report:
      "session.jsonl:3:151: warning unfinished-record: the last line is cut off: the session is still being written, or was interrupted\n    done: the record is left out\n    hint: run again when the session is over",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "joined-records": {
    level: "lenient",
    report:
      "session.jsonl:1:240: warning joined-records: two records stand on one line\n    done: each read for itself",
    severity: { strict: null, spec: null, lenient: "warning" },
  },
  "unlinked-result": {
    level: "strict",
    report:
      "session.jsonl: warning unlinked-result: a tool result answers no call of the conversation; it is in source_meta.unlinked_results\n    found toolu_9",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "superseded-session": {
    level: "strict",
    report:
      "backup.jsonl: warning superseded-session: another file of this run holds all that this session says\n    found 2 records, also in session.jsonl",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "repeated-records": {
    level: "strict",
    report:
      "fork.jsonl: warning repeated-records: records that another file of this run holds too are left out here\n    found 2 records, also in first.jsonl\n    hint: source_meta.continues names the row that has them",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "history-elsewhere": {
    level: "strict",
    report:
      "rollout-fork.jsonl: warning history-elsewhere: the beginning of the session is not in this run; its row begins in the middle\n    found the thread 01997000-0000-7000-8000-000000000098\n    hint: add the file that holds the beginning, if there is one",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "secrets-redacted": {
    level: "strict",
    report:
      "trajectory.json: warning secrets-redacted: the rows of the file held secrets; placeholders stand in their place\n    found 1 value",
    severity: { strict: "warning", spec: "warning", lenient: "warning" },
  },
  "secret-found": {
    level: "strict",
    report:
      'trajectory.json: error secret-found: a row of the file holds a secret; nothing of this run is written\n    /messages/0/content/0/text: found 1 value in the row "session-1"\n    hint: --redact puts a placeholder in its place',
    severity: { strict: "error", spec: "error", lenient: "error" },
  },
};
