/**
 * Conformance cases in the families of JSONTestSuite: what must be accepted, what must be
 * rejected, and what we chose where RFC 8259 leaves the choice.
 */
import * as accepted from "./conformance/accepted.ts";
import type { AcceptedCase, RejectedCase } from "./conformance/case.ts";
import * as choices from "./conformance/choices.ts";
import * as rejected from "./conformance/rejected.ts";

/** JSON.parse accepts them too, with the same value. */
export const ACCEPTED: readonly AcceptedCase[] = [
  ...accepted.ARRAYS,
  ...accepted.NUMBERS,
  ...accepted.OBJECTS,
  ...accepted.STRINGS,
  ...accepted.STRUCTURES,
  ...choices.LONE_SURROGATES,
  ...choices.HUGE_NUMBERS,
  ...choices.DEEP_ENOUGH,
];

/** JSON.parse refuses them; we accept them and note it. */
export const ACCEPTED_BEYOND_JSON: readonly AcceptedCase[] = [...choices.NON_FINITE, ...choices.BYTE_ORDER_MARKS];

/** JSON.parse refuses them too. */
export const REJECTED: readonly RejectedCase[] = [
  ...rejected.ARRAYS,
  ...rejected.NUMBERS,
  ...rejected.OBJECTS,
  ...rejected.ESCAPES,
  ...rejected.STRINGS,
  ...rejected.STRUCTURES,
];

/** Refused by our choice: bytes that are not UTF-8, and too many levels. */
export const REJECTED_BY_CHOICE: readonly RejectedCase[] = [...choices.NOT_UTF8, ...choices.TOO_DEEP];

export { BYTE_ORDER_MARKS, LONE_SURROGATES, NON_FINITE } from "./conformance/choices.ts";
