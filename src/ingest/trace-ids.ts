/** The trace ids of a run's rows. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";

/** Two rows with one trace_id are legal (continuations share a session) but worth a warning. */
export class TraceIds {
  readonly #first: Map<string, string> = new Map();

  /** Takes the ids of a file's rows, in the order of files. @returns a warning for each that is known */
  note({ displayPath }: InputFile, ids: readonly string[]): Diagnostic[] {
    return ids.flatMap((id) => {
      const first = this.#first.get(id);
      if (first === undefined) {
        this.#first.set(id, displayPath);
        return [];
      }
      const found = `${JSON.stringify(id)}, as in ${first}`;
      return [{ severity: "warning", code: "duplicate-trace-id", file: displayPath, found }];
    });
  }
}
