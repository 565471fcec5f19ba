/** What can be wrong with a document as JSON, and how it is said. */
import { EXPECTING, OUTCOME } from "./scanner/scanner.ts";

export type JsonProblemCode = "json-syntax" | "json-truncated" | "json-too-deep" | "json-utf8";

/** The first thing wrong with a document. `offset` counts bytes from the document's start. */
export interface JsonProblem {
  readonly code: JsonProblemCode;
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

interface Stop {
  readonly outcome: number;
  readonly expecting: number;
  /** 1 inside an object, 0 inside an array, -1 outside of both. */
  readonly container: number;
}

/**
 * Words for the scanner's stop.
 *
 * @param stop the scanner's state
 * @param offset byte offset of the wrong byte in the document
 * @param rest the bytes from there on
 * @param whole what the document is the whole of
 */
export function describeStop(
  stop: Stop,
  offset: number,
  rest: Buffer,
  maxDepth: number,
  whole: "file" | "line",
): JsonProblem {
  const end = `the end of the ${whole}`;
  const found = describeByte(rest) ?? end;
  switch (stop.outcome) {
    case OUTCOME.truncated:
      return truncated(offset, expectation(stop), end);
    case OUTCOME.truncatedString:
      return truncated(offset, "the rest of a string and its closing quote", end);
    case OUTCOME.controlCharacter:
      return syntax(offset, "control characters in strings as \\u escapes", found);
    case OUTCOME.badEscape:
      return syntax(
        offset,
        'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hex digits',
        JSON.stringify(printable(rest.subarray(0, 6))),
      );
    case OUTCOME.badNumber:
      return syntax(offset, "a digit", found);
    case OUTCOME.tooDeep:
      return {
        code: "json-too-deep",
        offset,
        expected: `at most ${maxDepth} levels of arrays and objects`,
        found: "one more level",
      };
    case OUTCOME.trailing:
      return syntax(offset, `${end}, as the JSON document is complete`, found);
    default:
      return syntax(offset, expectation(stop), found);
  }
}

function truncated(offset: number, expected: string, found: string): JsonProblem {
  return { code: "json-truncated", offset, expected, found };
}

function syntax(offset: number, expected: string, found: string): JsonProblem {
  return { code: "json-syntax", offset, expected, found };
}

function expectation({ expecting, container }: Stop): string {
  switch (expecting) {
    case EXPECTING.valueOrArrayEnd:
      return "a value or ]";
    case EXPECTING.keyOrObjectEnd:
      return "a key in double quotes or }";
    case EXPECTING.nextKey:
      return "a key in double quotes";
    case EXPECTING.colon:
      return "a colon";
    case EXPECTING.afterValue:
      return container === 1 ? ", or }" : ", or ]";
    default:
      return "a value";
  }
}

function describeByte(rest: Buffer): string | null {
  const [byte] = rest;
  if (byte === undefined) return null;
  return byte < 0x20
    ? `the byte 0x${byte.toString(16).padStart(2, "0")}`
    : JSON.stringify(String.fromCodePoint(printable(rest.subarray(0, 4)).codePointAt(0) ?? 0xfffd));
}

function printable(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/\uFFFD.*$/su, "");
}
