/** What happens to the unfinished output of a run that is interrupted. */
import type { Output } from "../sinks/output.ts";

/** What must not stay half done. */
export type Unfinished = Pick<Output, "abort">;

export interface SignalGuard {
  /** Catches signals from now on. */
  readonly arm: () => void;
  /** Names what is to be taken away. */
  readonly protect: (unfinished: Unfinished) => void;
  /** Leaves signals to the system again. */
  readonly release: () => void;
}

/**
 * Takes the unfinished output away when the run is interrupted, and then ends by the same signal.
 * Not armed where there is nothing to take away: a caught signal waits for the event loop, which a
 * full pipe can keep from turning.
 */
export function makeSignalGuard(): SignalGuard {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const unfinished: Unfinished[] = [];
  let isArmed = false;
  function onSignal(signal: NodeJS.Signals): void {
    for (const one of unfinished) one.abort();
    release();
    process.kill(process.pid, signal);
  }
  function release(): void {
    for (const signal of signals) process.removeListener(signal, onSignal);
  }
  return {
    arm() {
      if (isArmed) return;
      isArmed = true;
      for (const signal of signals) process.once(signal, onSignal);
    },
    protect: (one) => unfinished.push(one),
    release,
  };
}
