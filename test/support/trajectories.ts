/** Small trajectories for tests that care about what surrounds them. */

export interface Contents {
  readonly id?: string;
  readonly question?: string;
  readonly answer?: string;
}

/** A trajectory that every level accepts without a warning. */
export function trajectory({ id = "a-session", question = "a question", answer = "an answer" }: Contents = {}): string {
  return JSON.stringify({
    schema_version: "ATIF-v1.6",
    session_id: id,
    agent: { name: "an-agent", version: "1" },
    steps: [
      { step_id: 1, source: "user", message: question },
      { step_id: 2, source: "agent", message: answer },
    ],
  });
}

/** A trajectory that `strict` and `spec` refuse, and `lenient` takes: its step ids have a gap. */
export function gapped(id = "gapped"): string {
  return trajectory({ id }).replace('"step_id":2', '"step_id":3');
}

/** A trajectory that `strict` refuses and `spec` takes: a result on a system step. */
export function specOnly(id = "spec-only"): string {
  return JSON.stringify({
    schema_version: "ATIF-v1.6",
    session_id: id,
    agent: { name: "an-agent", version: "1" },
    steps: [{ step_id: 1, source: "system", message: "", observation: { results: [{ content: "seen" }] } }],
  });
}

/** A trajectory that every level takes, with two warnings of one code at `spec` (not at `strict`). */
export function warned(id = "warned"): string {
  return trajectory({ id }).replaceAll('"message"', '"llm_call_count":-1,"message"');
}

/** JSON that is no trajectory and does not claim to be one. */
export const OTHER_JSON = '{"hello":"world"}';
/** A file cut off in the middle. */
export const TRUNCATED: string = trajectory().slice(0, -20);
