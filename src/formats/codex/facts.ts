/** What a log's records say beside the conversation: counted, or the first or last of their kind kept. */
import { decodeText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { RunningSpan, type TimeSpan } from "../../row/time-span.ts";
import { textAt } from "../fields.ts";

export class LogFacts {
  /** Types of all records, and of all response items, as DataDesigner names them. */
  readonly recordTypes: Set<string> = new Set();
  readonly itemTypes: Set<string> = new Set();
  /** Records, events and items that have no place in the conversation, by type. */
  readonly otherRecords: Map<string, number> = new Map();
  readonly events: Map<string, number> = new Map();
  readonly unknownItems: Map<string, number> = new Map();
  /** The first session_meta, or a flat file's header: those behind it are rewritten, or a parent's. */
  header: JsonObject | null = null;
  isFlat = false;
  furtherHeaders = 0;
  readonly models: string[] = [];
  usage: JsonObject | null = null;
  abortedTurns = 0;
  ghostSnapshots = 0;
  generatedImages = 0;
  emptyMessages = 0;
  /** Records that are damaged, and left out (at the lenient level). */
  leftOut = 0;
  encryptedAgentMessages = 0;
  /** The folder named in the context that a flat file was given. */
  contextFolder: string | null = null;
  readonly #span: RunningSpan = new RunningSpan();

  addTimestamp(value: JsonValue | undefined): void {
    if (isText(value)) this.#span.add(value);
  }

  get span(): TimeSpan {
    return this.#span.span;
  }

  addHeader(header: JsonObject, isFlat: boolean): void {
    if (this.header !== null) {
      this.furtherHeaders++;
      return;
    }
    this.header = header;
    this.isFlat = isFlat;
    this.addModel(header);
  }

  addModel(object: JsonObject): void {
    const model = textAt(object, "model");
    if (model !== null) this.models.push(decodeText(model));
  }

  /** Totals grow with each turn: the last ones count. */
  addUsage(event: JsonObject): void {
    const info = valueAt(event, "info");
    const total = isJsonObject(info) ? valueAt(info, "total_token_usage") : undefined;
    if (isJsonObject(total)) this.usage = total;
  }
}
