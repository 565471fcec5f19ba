/** A run that found no rollouts. */
import path from "node:path";
import type { Discovery, Selection } from "../discover/discover.ts";
import { AUTO } from "../formats/choice.ts";
import { FORMAT_NAMES } from "../formats/registry.ts";
import { UsageError } from "../usage-error.ts";
import type { Options } from "./options.ts";

/** What is told of it: where was searched, and for what. */
export function nothingFound({ selection, handler }: Options, { files }: Discovery): UsageError {
  const places = searched(selection).map((place) => JSON.stringify(place));
  const isAuto = handler === AUTO;
  const what = `no ${isAuto ? "" : `${handler.name} `}rollouts found in ${joined(places)}`;
  const patterns = searchedFor(selection).map((pattern) => JSON.stringify(pattern));
  const hint = patterns.length === 0 ? undefined : `searched for ${joined(patterns)}`;
  if (!isAuto) return new UsageError(what, hint);
  const tried = `formats tried: ${FORMAT_NAMES.join(", ")}`;
  return new UsageError(what, files.length > 0 || hint === undefined ? tried : `${tried}; ${hint}`);
}

function joined(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}

function searchedFor(selection: Selection): readonly string[] {
  if (selection.kind === "list") return [];
  return selection.kind === "path" ? [selection.pattern] : [...new Set(selection.homes.map(({ pattern }) => pattern))];
}

function searched(selection: Selection): readonly string[] {
  if (selection.kind === "list") return [selection.list];
  if (selection.kind === "path") return [selection.path];
  return selection.homes.flatMap(({ base, folders }) => folders.map((folder) => path.join(base, folder)));
}
