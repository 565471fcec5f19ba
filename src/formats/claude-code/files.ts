/** What the paths of Claude Code's files say. */

/** Other files of Claude Code's folders: what was typed, workflow journals, indexes, what is known of subagents. */
const COMPANION = /^(?:history\.jsonl|journal\.jsonl|sessions-index\.json|agent-.*\.meta\.json)$/u;

/** Files that lie in Claude Code's folders and are not sessions. */
export function isCompanion(baseName: string): boolean {
  return COMPANION.test(baseName);
}

/** What a tool put out may look like a session: somebody looked at one. */
export function isPassedOver(relativePath: string): boolean {
  return relativePath.split("/").slice(0, -1).includes("tool-results");
}
