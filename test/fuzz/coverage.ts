/** Which blocks of our code ran, by V8's precise coverage. WebAssembly has none: the scanner is not in it. */
import { Session, type Profiler } from "node:inspector";

type Ranges = readonly Profiler.CoverageRange[];

/** Tells which blocks ran. */
export class Coverage {
  readonly #session: Session = new Session();
  readonly #url: string;
  /** The blocks of each function, as far as they are known: V8 tells of a block only when it ran not as often as what is around it. */
  readonly #blocks: Map<string, Map<string, Profiler.CoverageRange>> = new Map();

  /** @param url of the script to watch */
  constructor(url: string) {
    this.#url = url;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** The names of all blocks that ran since the last time. */
  take(): Set<string> {
    const reached = new Set<string>();
    // Within one thread the answer comes before the call returns.
    this.#session.post("Profiler.takePreciseCoverage", (_error, { result }) => {
      for (const { url, functions } of result) {
        if (url !== this.#url) continue;
        for (const { ranges } of functions) this.#function(ranges, reached);
      }
    });
    return reached;
  }

  #function(ranges: Ranges, reached: Set<string>): void {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return;
    const key = nameOf(whole);
    const blocks = this.#blocks.get(key) ?? new Map<string, Profiler.CoverageRange>();
    this.#blocks.set(key, blocks);
    for (const range of ranges) if (!blocks.has(nameOf(range))) blocks.set(nameOf(range), range);
    for (const [name, block] of blocks) if (countOf(block, ranges) > 0) reached.add(name);
  }
}

function nameOf({ startOffset, endOffset }: Profiler.CoverageRange): string {
  return `${startOffset}-${endOffset}`;
}

/** The count of the innermost range around a block. They come from the outermost in. */
function countOf({ startOffset, endOffset }: Profiler.CoverageRange, ranges: Ranges): number {
  let count = 0;
  for (const range of ranges) if (range.startOffset <= startOffset && range.endOffset >= endOffset) count = range.count;
  return count;
}
