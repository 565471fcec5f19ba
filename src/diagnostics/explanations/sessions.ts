/** Codes of session logs, and of records that several of them hold. */
import { topic } from "./explanation.ts";

export const SESSIONS = topic({
  "unfinished-record": {
    meaning:
      "The last line has no newline and is cut off: the session is still being written, or its writer was interrupted. The line is left out; no level takes it for damage.",
    matters:
      "The row is true up to there, and `source_meta.ended` says `unfinished`. A later run will have more of it.",
    example: {
      file: { name: "session.jsonl", lines: '{"type":"user","uuid":"u2","parentUuid":"a1",…' },
      flags: "-d .",
    },
    wayOut: ["Run again when the session is over.", "Filter such rows out by `source_meta.ended`."],
  },
  "joined-records": {
    meaning:
      "Two records stand on one line, because the newline between them got lost, as happens when two processes write to one log. `lenient` reads each of them.",
    matters: "Nothing is missing if both are whole. What else got lost cannot be seen.",
    otherwise: "Below `lenient` the line is not JSON: json-syntax.",
    example: {
      file: { name: "session.jsonl", lines: '{"type":"user",…}}{"type":"assistant",…' },
      flags: "-d .",
    },
    wayOut: ["`--validation lenient` reads both records.", "Let only one process write to a log at a time."],
  },
  "unlinked-result": {
    meaning:
      "A tool result answers no call of the conversation. It is in `source_meta.unlinked_results`, not in `messages`.",
    matters:
      "A tool message without its call is refused by chat templates. The call may be missing from the log, so that the model's own step is too.",
    example: {
      file: { name: "session.jsonl", lines: '… "tool_use_id":"toolu_9" … "12 passed" …' },
      flags: "-d .",
    },
    wayOut: [
      "Nothing has to be done where the conversation is whole without it.",
      "Filter such rows out: those that have `source_meta.unlinked_results`.",
    ],
  },
  "superseded-session": {
    meaning: "Other files of the run, which are named, hold all that this session says. It is skipped.",
    matters: "A conversation that lies in two files counts once.",
    example: {
      file: {
        name: "backup.jsonl",
        lines: '{"type":"user","uuid":"u1",…"sessionId":"5b0f6a52-0c7e-4f43-9a3e-6c1d2e8f9a10",…',
      },
      flags: "-d .",
    },
    wayOut: [
      "Nothing has to be done: nothing is lost.",
      "To have its row all the same, read the file alone: `--trace-dir <file>`.",
    ],
  },
  "repeated-records": {
    meaning:
      "Other files of the run, which are named, hold some of the records too, and their rows have them. `source_meta.continues` says which rows these are. A session that was forked or resumed into a new file begins with a copy of the old one.",
    matters:
      "What several sessions share counts once, so that the beginning of a session that was forked five times does not weigh five times.",
    example: {
      file: {
        name: "fork.jsonl",
        lines: '{"type":"user","uuid":"u1",…"sessionId":"203aff53-3d07-4084-a385-23eabdfe2f4f",…',
      },
      flags: "-d .",
    },
    wayOut: [
      "Join the rows by `source_meta.continues` where you need the whole conversation.",
      "To have one session whole, read its file alone: `--trace-dir <file>`.",
    ],
  },
  "history-elsewhere": {
    meaning:
      "The session goes on from another one whose file is not part of the run, or the client wrote the log anew when it compacted the conversation and kept a summary of what came before.",
    matters: "The row begins in the middle: what the answers refer to is not in it.",
    example: {
      file: {
        name: "rollout-fork.jsonl",
        lines: '"history_base":{"thread_id":"01997000-0000-7000-8000-000000000098",…',
      },
      flags: "-d .",
    },
    wayOut: [
      "Add the file that holds the beginning: a wider `--trace-dir`, such as the agent's own folder.",
      "Filter such rows out if the beginning is lost.",
    ],
  },
});
