/** Codes of files and folders that cannot be read, or are not. */
import { topic } from "./explanation.ts";

/** Makes a trajectory of one message of 540 MiB. */
const LARGE = `{ printf '{"schema_version":"ATIF-v1.6","session_id":"large","agent":{"name":"an-agent","version":"1.0"},'
  printf '"steps":[{"step_id":1,"source":"user","message":"'
  head -c 540M /dev/zero | tr '\\0' x
  printf '"}]}'; } > large.json`;

/** Makes a log of 30 000 records, which are more than a heap of 24 MB holds. */
const MANY_RECORDS = `pad=$(printf '%1000s')
  seq -f '{"type":"user","uuid":"%09g","sessionId":"s","message":{"role":"user","content":"x"}}'"$pad" 30000 > many.jsonl`;

export const READING = topic({
  "unreadable-file": {
    meaning: "The file cannot be opened or read. The reason that the system gives stands behind `found`.",
    matters:
      "Whatever the file holds is missing from the rows. It counts as rejected, so that a data set is never smaller than it seems without anybody being told.",
    example: {
      setup: "echo moved-away.json > list.txt",
      flags: "--format atif --files-from list.txt",
    },
    wayOut: [
      "Make the list of files again if it is older than the files.",
      "Rename a file whose name has bytes that are not UTF-8: Node cannot spell it.",
      "Give yourself the right to read: `chmod u+r <file>`, or run as the user who owns the files.",
      "For an error of the disk (`EIO`) or zstd data that cannot be decompressed, restore the file from a backup.",
    ],
  },
  "file-too-large": {
    meaning:
      "A document or a line is larger than 4 GiB, its values would fill the heap of Node, or it takes more memory than `--max-memory` allows. The run goes on with the next file. A session log of any length can be read: its lines are read one by one.",
    matters: "All of the file is missing from the rows.",
    example: {
      setup: "truncate -s 5G huge.json",
      flags: "--format atif -d .",
    },
    wayOut: [
      "Raise `--max-memory`, if it was given.",
      "Give Node more heap: `NODE_OPTIONS=--max-old-space-size=8192` are 8 GiB.",
      "Split the file into one document for each trajectory, if several are packed in it.",
      "See what makes the file so large: token ids and log probabilities can be nine tenths of a trajectory, and no row holds them.",
    ],
  },
  "decompression-bomb": {
    meaning:
      "A compressed file becomes more than 64 MiB and more than 250 times its size, or more than 2 GiB. It is not decompressed further, and nothing of it is read.",
    matters:
      "All of the file is missing from the rows. Real rollouts compress 3 to 40 times: what compresses more is empty, damaged or made to fill the memory of whoever opens it.",
    example: {
      setup: "head -c 100M /dev/zero | gzip > zeros.jsonl.gz",
      flags: "--format codex -d zeros.jsonl.gz",
    },
    wayOut: [
      "Look at what it holds: `zcat <file> | head -c 1000`.",
      "If you trust it, decompress it yourself, and read what comes of it: no limit of this kind is set for plain files.",
    ],
  },
  "row-too-large": {
    meaning:
      "With Parquet as the output: a row of the file holds more than 512 MiB of text, which a page of Parquet cannot. All rows of the file are left out.",
    matters: "A row of this size is no example to learn from as it stands, but it may be what you are looking for.",
    example: {
      setup: LARGE,
      flags: "-d . -o rows.parquet",
    },
    wayOut: [
      "Write JSONL, which has no such limit: `-o rows.jsonl.zst`.",
      "Look at the session: most often one result of a tool is most of it.",
    ],
  },
  "thread-lost": {
    meaning:
      "With several threads (`--jobs`): the thread that converted the file came to an end over it, mostly because the file needs more memory than Node has. The file is rejected, and the run goes on with a new thread.",
    matters: "All of the file is missing from the rows.",
    example: {
      setup: MANY_RECORDS,
      flags: "-d . --jobs 2",
      environment: { NODE_OPTIONS: "--max-old-space-size=24" },
    },
    wayOut: [
      "Give Node more memory: `NODE_OPTIONS=--max-old-space-size=8192` are 8 GiB.",
      "Use fewer threads, `--jobs 1`, if the machine itself is short of memory.",
      "Split the file, if several rollouts are packed in it.",
      "If the file is small, please report it: it is a bug.",
    ],
  },
  "damaged-database": {
    meaning:
      "A database of Hermes (`state.db`) cannot be read; what SQLite says of it is given. All of it is refused, as what is left may lack messages in the middle. The place of a damaged *record* in a database is `/<table>/<id>/<column>`.",
    matters:
      "Conversations with a hole in the middle teach a model to answer what nobody asked. None of the database's sessions is in the rows.",
    example: {
      setup: "printf 'SQLite format 3\\0' > state.db",
      flags: "-d .",
    },
    wayOut: [
      "Restore the database from a backup.",
      "Save what is left: `sqlite3 state.db .recover | sqlite3 recovered/state.db`, then look through what was saved before you use it.",
      "If the file was copied, copy it again together with its `-wal` and `-journal`, while Hermes is stopped.",
    ],
  },
  "no-database-reader": {
    meaning:
      "A database was found, and the optional package that reads databases is not installed. Everything else is read without it.",
    matters: "The sessions in the database are missing from the rows.",
    example: {
      setup: "printf 'SQLite format 3\\0' > state.db",
      flags: "-d .",
    },
    wayOut: [
      "Install it beside rollout-ingest: `npm install node-sqlite3-wasm` (or `npm install --global node-sqlite3-wasm`).",
      "Install rollout-ingest without `--omit=optional`, which leaves it out.",
    ],
  },
  "unreadable-folder": {
    meaning: "A folder cannot be read. What it holds is not part of the run, and is not counted.",
    matters: "Nobody knows how many rollouts are in there: the counts of the summary say nothing of them.",
    example: {
      setup: "mkdir locked && chmod 000 locked",
      flags: "-d .",
    },
    wayOut: [
      "Give yourself the right to read it: `chmod u+rx <folder>`, or run as the user who owns it.",
      "If it is not meant to be read, name the folders that are with `--trace-dir`, or list the files with `--files-from`.",
    ],
  },
  "link-outside": {
    meaning: "A symbolic link leads out of the folder given, or nowhere. It is not followed.",
    matters:
      "A folder of rollouts may come from anywhere. A link in it must not bring your private files into a data set.",
    example: {
      setup: "ln -s /usr archive",
      flags: "-d .",
    },
    wayOut: [
      "If you want what it leads to, name the target with `--trace-dir`: a link that you name yourself is followed.",
      "For files from many places, list them with `--files-from`.",
      "Delete a link that leads nowhere.",
    ],
  },
  "link-loop": {
    meaning: "A symbolic link leads back to a folder above it. It is not followed.",
    matters:
      "Followed, it would give every rollout again and again. Nothing is missing: the files are read where they are.",
    example: {
      setup: "mkdir runs && ln -s .. runs/all",
      flags: "-d .",
    },
    wayOut: ["Nothing has to be done. To be rid of the warning, delete the link."],
  },
  "outside-root": {
    meaning:
      "A session names a file outside of the folder given: a tool result that the agent put aside because of its size. It is not read; the row keeps what the log itself has, which is the beginning of the result.",
    matters:
      "A log can name any file of the machine, and a hostile one would. The row is whole but for the rest of this result.",
    example: {
      file: { name: "session.jsonl", lines: "…Output too large (2.1MB). Full output saved to: /etc/passwd…" },
      flags: "-d .",
    },
    wayOut: [
      "If the sessions were moved, move the folders beside them too (`<session>/tool-results/`): a file that lies there is found by its name.",
      "Give a `--trace-dir` that holds both the session and the file.",
    ],
  },
  "unreadable-index": {
    meaning:
      "A `sessions-index.json` of Claude Code cannot be read, is no JSON, or has no list of entries; a `sessions.json` of Hermes cannot be read, or is no JSON object. Nothing is taken from it.",
    matters:
      "The rows lack what only the index says, such as the folder of the project, or the name of a chat. The conversations are whole.",
    example: {
      setup: "echo 'no JSON' > sessions-index.json",
      flags: "-d .",
    },
    wayOut: [
      "Let the agent write its index again: start it once in this project.",
      "Or delete the file: no row needs it.",
    ],
  },
});
