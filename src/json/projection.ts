/** What of a document is decoded: said by the formats, and followed by the scanner. */
import {
  ACTION,
  forgetKeys,
  keyGeneration,
  nameNumber,
  NAMES,
  setStateFlags,
  STATES,
  stateTable,
} from "./scanner/scanner.ts";

import { isJsonObject, type JsonObject } from "./value.ts";

/** Key of a projection: what applies to the keys behind an object's `type`, by its value. */
export const BY_TYPE: unique symbol = Symbol("by type");
/** Key of a projection: what applies to the keys, or the types, that it does not name. */
export const OTHERS: unique symbol = Symbol("others");

/**
 * What to leave out of a document: false for a key whose value is checked but not built, true for
 * one of which only counts that it is there (the value reads true, or null as it stands), a further
 * projection for the keys below it. A list passes its projection on to its items. Where `OTHERS` are
 * left out, so is a text that stands in the place of the object. Keys and types are ASCII, of up to 48
 * characters.
 */
export interface Projection {
  readonly [key: string]: Projection | boolean;
  readonly [OTHERS]?: false;
  readonly [BY_TYPE]?: Variants;
}

/** By the value of `type`; false leaves out all that comes behind it. Types that are not named: the whole. */
export interface Variants {
  readonly [type: string]: Projection | false;
  readonly [OTHERS]?: Projection | false;
}

/** Leaves nothing out. */
export const WHOLE: Projection = {};

/** From so many keys on it is worth while to have all of them in an object from the start. */
const MANY_KEYS = 16;
const templates: WeakMap<Projection, JsonObject> = new WeakMap();

/**
 * An object with all keys that a projection keeps, without values: its copies have one shape, and
 * need not grow. Null for a projection that keeps others too, or few.
 */
export function templateOf(projection: Projection): JsonObject | null {
  if (projection[OTHERS] !== false) return null;
  const known = templates.get(projection);
  if (known !== undefined) return known;
  const keys = Object.keys(projection).filter((key) => projection[key] !== false);
  if (keys.length < MANY_KEYS) return null;
  // The parser makes room for them in the object itself.
  const template: unknown = JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, null]))));
  if (!isJsonObject(template)) return null;
  for (const key of keys) Reflect.set(template, key, undefined);
  templates.set(projection, template);
  return template;
}

/** The states that projections were made to, while the scanner's names are the same. */
const states: Map<Projection, number> = new Map();
let generation = -1;

/** Thrown inside this module only, when the scanner's tables are full. */
class NoRoom extends Error {}

/** The scanner's state for a projection: its tables are made when it is met first. */
export function stateOf(projection: Projection): number {
  if (projection === WHOLE) return 0;
  const known = generation === keyGeneration() ? states.get(projection) : undefined;
  if (known !== undefined) return known;
  try {
    if (generation !== keyGeneration()) startAnew();
    return makeState(projection);
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
    // Of other projections, and of keys that are data.
    forgetKeys();
    startAnew();
    return makeState(projection);
  }
}

function startAnew(): void {
  states.clear();
  generation = keyGeneration();
  // The scanner knows the first name: variants are told by it.
  numberOf("type");
}

function makeState(projection: Projection): number {
  const { [OTHERS]: others = WHOLE, [BY_TYPE]: variants, ...keys } = projection;
  const entries = Object.entries(keys);
  if (entries.length === 0 && others !== false && variants === undefined) return 0;
  const known = states.get(projection);
  if (known !== undefined) return known;
  const state = states.size + 1;
  if (state > STATES) throw new NoRoom(`more than ${STATES} projections`);
  states.set(projection, state);
  const table = stateTable(state);
  table.fill(actionOf(others), 0, NAMES);
  for (const [key, inner] of entries) table[numberOf(key)] = actionOf(inner);
  table.fill(actionOf(variants?.[OTHERS] ?? WHOLE), NAMES);
  for (const [type, inner] of Object.entries(variants ?? {})) table[NAMES + numberOf(type)] = actionOf(inner);
  setStateFlags(state, { withoutText: others === false, byType: variants !== undefined });
  return state;
}

function actionOf(inner: Projection | boolean): number {
  if (typeof inner === "boolean") return inner ? ACTION.presence : ACTION.absent;
  return makeState(inner);
}

function numberOf(name: string): number {
  const number = nameNumber(name);
  if (number === 0) throw new NoRoom(`no room for the name ${name}`);
  return number;
}
