/** Turns of the event loop in the midst of work. */
import { setImmediate } from "node:timers/promises";

/** The event loop gets a turn this often (signals, the progress bar), in milliseconds. */
const TURN = 50;

/** To be awaited now and then: gives the event loop a turn when it is time for one. */
export function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= TURN) return;
    await setImmediate();
    last = performance.now();
  };
}
