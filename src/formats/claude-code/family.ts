/** Which files may share records: those of a project, as far as paths tell projects. */
import path from "node:path";
import type { InputFile } from "../../discover/discover.ts";
import { readHead } from "../../read/head.ts";
import { isRegularFile } from "../../read/status.ts";
import { familyOfSession, projectFolderOf } from "../family-path.ts";
import { takeSample } from "../sample.ts";
import { sessionIdOf } from "./records.ts";

/** The first record names the session; a longer one names it before its message. */
const HEAD_BYTES = 64 * 1024;

/**
 * Forks, continuations and subagents of old clients (`agent-*.jsonl`) lie in the folder of their
 * project. In a folder that is not named as one, subagents go with their session:
 * `<session>/subagents/...` says so, an `agent-*.jsonl` holds its name.
 */
export function familyOf(file: InputFile): string | null {
  const { relativePath } = file;
  const project = projectFolderOf(relativePath);
  if (project !== null) return project;
  const [session = "", inside] = relativePath.split(/\/subagents\/(.*)/su);
  if (inside !== undefined) return familyOfSession(session);
  if (!/^agent-.*\.jsonl$/u.test(path.posix.basename(relativePath))) return null;
  const sessionId = sessionIdIn(file.path);
  return sessionId === null ? null : familyOfSession(path.posix.join(path.posix.dirname(relativePath), sessionId));
}

function sessionIdIn(file: string): string | null {
  // A pipe can be read once only.
  if (!isRegularFile(file)) return null;
  const head = readHead(file, HEAD_BYTES);
  if (!head.ok) return null;
  for (const { record } of takeSample(head.size, head.isWhole).records) {
    const id = sessionIdOf(record);
    if (id !== null) return id;
  }
  return null;
}
