/**
 * Every problem that a run can report, by its stable code: the sentence that says it and what the
 * user can do. docs/diagnostics.md explains each; a test compares the two.
 */
export interface CodeText {
  readonly message: string;
  readonly hint?: string;
}

export const CODES = {
  "unreadable-file": { message: "the file cannot be read", hint: "check that it still exists and may be read" },
  "file-too-large": {
    message: "the file takes more memory than a file may",
    hint: "raise --max-memory or the heap of Node (NODE_OPTIONS=--max-old-space-size=<MB>), or split the file",
  },
  "decompression-bomb": {
    message: "the compressed file becomes larger than a rollout of its size can be",
    hint: "decompress it yourself if you trust it, and read what comes of it",
  },
  "row-too-large": {
    message: "a row of the file holds more text than a row of Parquet can",
    hint: "write JSONL, which has no such limit",
  },
  "thread-lost": {
    message: "the thread that converted the file came to an end over it",
    hint: "the file needs more memory than there is: give Node more with NODE_OPTIONS=--max-old-space-size=<MB>, or split it",
  },
  "secrets-redacted": { message: "the rows of the file held secrets; placeholders stand in their place" },
  "secret-found": {
    message: "a row of the file holds a secret; nothing of this run is written",
    hint: "--redact puts a placeholder in its place",
  },
  "damaged-database": {
    message: "the database cannot be read",
    hint: "restore it from a backup, or save what is left of it with the `.recover` command of sqlite3",
  },
  "no-database-reader": {
    message: "nothing to read databases with is installed",
    hint: "npm install node-sqlite3-wasm",
  },
  "json-syntax": { message: "the text is not valid JSON", hint: "the writer of the file is at fault; write it again" },
  "json-truncated": {
    message: "the JSON text ends before it is complete",
    hint: "the run that wrote it was interrupted or is still going on",
  },
  "json-too-deep": { message: "the JSON text is nested too deeply" },
  "json-utf8": { message: "the file is not UTF-8 text", hint: "convert it to UTF-8" },
  "lone-surrogate": {
    message: "escaped surrogates without a partner are not Unicode text; U+FFFD takes their place in the row",
  },
  "non-finite-number": {
    message: "NaN and Infinity are not JSON; they read null in the row, and keep their spelling in tool arguments",
  },
  "duplicate-key": { message: "an object has the same key twice; the last one counts" },
  "byte-order-mark": { message: "the file begins with a byte order mark, which is passed over" },
  "unfinished-record": {
    message: "the last line is cut off: the session is still being written, or was interrupted",
    hint: "run again when the session is over",
  },
  "joined-records": { message: "two records stand on one line" },
  "unlinked-result": {
    message: "a tool result answers no call of the conversation; it is in source_meta.unlinked_results",
  },
  "superseded-session": { message: "another file of this run holds all that this session says" },
  "repeated-records": {
    message: "records that another file of this run holds too are left out here",
    hint: "source_meta.continues names the row that has them",
  },
  "history-elsewhere": {
    message: "the beginning of the session is not in this run; its row begins in the middle",
    hint: "add the file that holds the beginning, if there is one",
  },
  "unreadable-index": {
    message: "the index of sessions is not what it must be; nothing is taken from it",
    hint: "the rows say what the logs say",
  },
  "outside-root": {
    message: "the session names a file outside of the folder given; it is not read",
  },
  "missing-field": { message: "a required field is missing" },
  "wrong-type": { message: "a field has the wrong type" },
  "empty-text": { message: "a text must not be empty" },
  "unknown-value": { message: "a field has a value that the format does not know" },
  "no-steps": { message: "the trajectory has no steps" },
  "several-trajectories": { message: "the file holds several trajectories, not one" },
  "step-id-order": { message: "the steps are not numbered one by one in their order, from 1" },
  "agent-only-field": { message: "only an agent's step may have this field" },
  "result-without-call-id": { message: "a result does not say which tool call it answers (source_call_id)" },
  "unknown-call-id": { message: "a result answers a tool call that its step does not make" },
  "duplicate-call-id": { message: "two tool calls of a step have the same id" },
  "empty-call-id": { message: "a tool call has an empty id" },
  "unresolvable-ref": { message: "a reference to a subagent's trajectory names neither an id nor a path" },
  "identity-inferred": { message: "the trajectory has no session_id" },
  "subagents-left-out": {
    message: "the embedded subagent trajectories are not in the rows",
    hint: "--validation spec gives each a row of its own",
  },
  "text-from-json": { message: "an object or a list stands where text belongs; the row holds its JSON text" },
  "not-in-spec": { message: "the ATIF specification does not allow this value (RFC 0001, as Harbor validates it)" },
  "duplicate-trace-id": {
    message: "another row of this run has the same trace_id",
    hint: "source_path tells the rows apart",
  },
  "unreadable-folder": { message: "the folder cannot be read; what it holds is not part of the run" },
  "link-outside": {
    message: "the symbolic link leads out of the folder given, or nowhere; it is not followed",
    hint: "name the target with --trace-dir or --files-from",
  },
  "link-loop": { message: "the symbolic link leads back to a folder that is read already; it is not followed" },
} as const satisfies Record<string, CodeText>;

export type Code = keyof typeof CODES;

/** The words for a code. */
export function codeText(code: Code): CodeText {
  return CODES[code];
}
