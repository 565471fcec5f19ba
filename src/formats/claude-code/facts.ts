/** What the records of a file say of the session as a whole. */
import { decodeText, isText, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { flagAt, objectAt, stringAt, textAt } from "../fields.ts";
import type { ForkContext } from "./continues.ts";
import { sessionIdOf } from "./records.ts";

/** Gathers names of which one record mostly says the same as the one before. */
class Repeated {
  readonly #names: Set<string>;
  #last: string | null = null;

  constructor(names: Set<string>) {
    this.#names = names;
  }

  take(name: string | null): void {
    if (name === null || name === this.#last) return;
    this.#names.add(name);
    this.#last = name;
  }
}

/** Gathers facts, record by record. */
export class SessionFacts {
  readonly types: Set<string> = new Set();
  readonly versions: Set<string> = new Set();
  readonly entrypoints: Set<string> = new Set();
  readonly sessionIds: Set<string> = new Set();
  readonly cwds: Set<string> = new Set();
  readonly branches: Set<string> = new Set();
  readonly attachments: Map<string, number> = new Map();
  readonly timestamps: Text[] = [];
  /** Those of records that are no sidechain's. */
  readonly mainTimestamps: Text[] = [];
  /** The parent of every record that has a uuid. */
  readonly parents: Map<string, string | null> = new Map();
  /** Records of the queue, of titles and the like: the last one counts. */
  readonly titles: { custom: Text | null; ai: Text | null; agentName: Text | null; agentSetting: Text | null } = {
    custom: null,
    ai: null,
    agentName: null,
    agentSetting: null,
  };
  /** Summaries, each with the uuid of the record that it is about: mostly another session's. */
  readonly summaries: { readonly text: Text; readonly leaf: string | null }[] = [];
  readonly pullRequests: Set<string> = new Set();
  readonly modelFallbacks: { readonly from: Text | null; readonly to: Text | null }[] = [];
  readonly retracted: Set<string> = new Set();
  /** The agent that each subagent call started, where the log tells it. */
  readonly subagentIds: Set<string> = new Set();
  /** Where no record names one, DataDesigner has what the last record says: empty text, or nothing. */
  isLastCwdEmpty = false;
  isLastBranchEmpty = false;
  /** Several records have one uuid. */
  hasRepeatedUuids = false;
  agentId: string | null = null;
  apiErrors = 0;
  microcompactions = 0;
  forkedFrom: JsonObject | null = null;
  forkContext: ForkContext | null = null;
  readonly #sessionId = new Repeated(this.sessionIds);
  readonly #version = new Repeated(this.versions);
  readonly #entrypoint = new Repeated(this.entrypoints);
  readonly #cwd = new Repeated(this.cwds);
  readonly #branch = new Repeated(this.branches);

  /** Takes what every kind of record may say. */
  take(record: JsonObject, type: string): void {
    this.types.add(type);
    const timestamp = textAt(record, "timestamp");
    if (timestamp !== null) {
      this.timestamps.push(timestamp);
      if (!flagAt(record, "isSidechain")) this.mainTimestamps.push(timestamp);
    }
    this.#sessionId.take(sessionIdOf(record));
    this.#version.take(stringAt(record, "version"));
    this.#entrypoint.take(stringAt(record, "entrypoint"));
    this.#cwd.take(stringAt(record, "cwd"));
    this.#branch.take(stringAt(record, "gitBranch"));
    this.isLastCwdEmpty = valueAt(record, "cwd") === "";
    this.isLastBranchEmpty = valueAt(record, "gitBranch") === "";
    this.agentId ??= stringAt(record, "agentId");
    this.forkedFrom ??= objectAt(record, "forkedFrom");
    const uuid = stringAt(record, "uuid");
    if (uuid !== null) {
      if (this.parents.has(uuid)) this.hasRepeatedUuids = true;
      else this.parents.set(uuid, stringAt(record, "parentUuid"));
    }
    this.#takeRetracted(record, "supersedesUuids");
    this.#takeRetracted(record, "retractedMessageUuids");
    const result = objectAt(record, "toolUseResult");
    if (result !== null) add(this.subagentIds, stringAt(result, "agentId"));
  }

  #takeRetracted(record: JsonObject, key: string): void {
    const uuids = valueAt(record, key);
    if (!Array.isArray(uuids)) return;
    for (const uuid of uuids) if (isText(uuid)) this.retracted.add(decodeText(uuid));
  }

  /** Takes a record that is no part of the conversation. */
  takeAside(record: JsonObject, type: string): void {
    switch (type) {
      case "system":
        this.#takeSystem(record);
        return;
      case "summary": {
        const text = textAt(record, "summary");
        if (text !== null) this.summaries.push({ text, leaf: stringAt(record, "leafUuid") });
        return;
      }
      case "custom-title":
        this.titles.custom = textAt(record, "customTitle") ?? this.titles.custom;
        return;
      case "ai-title":
        this.titles.ai = textAt(record, "aiTitle") ?? this.titles.ai;
        return;
      case "agent-name":
        this.titles.agentName = textAt(record, "agentName") ?? this.titles.agentName;
        return;
      case "agent-setting":
        this.titles.agentSetting = textAt(record, "agentSetting") ?? this.titles.agentSetting;
        return;
      case "pr-link":
        add(this.pullRequests, stringAt(record, "prUrl"));
        return;
      case "fork-context-ref":
        this.forkContext ??= {
          sessionId: stringAt(record, "parentSessionId"),
          lastUuid: stringAt(record, "parentLastUuid"),
        };
        return;
      case "attachment": {
        const attachment = objectAt(record, "attachment");
        const kind = (attachment === null ? null : stringAt(attachment, "type")) ?? "unknown";
        countUp(this.attachments, kind);
        return;
      }
      default:
    }
  }

  #takeSystem(record: JsonObject): void {
    switch (stringAt(record, "subtype")) {
      case "api_error":
        this.apiErrors++;
        return;
      case "microcompact_boundary":
        this.microcompactions++;
        return;
      case "model_refusal_fallback":
        this.modelFallbacks.push({ from: textAt(record, "originalModel"), to: textAt(record, "fallbackModel") });
        return;
      default:
    }
  }
}

function add(set: Set<string>, value: string | null): void {
  if (value !== null) set.add(value);
}
