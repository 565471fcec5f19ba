/** Random JSON documents of which everything is known: each spelling, each value, each place. */
import fc from "fast-check";
import type { JsonPath } from "../../src/json/locate.ts";

/** A string as characters and the way each is spelled. */
type Spelled = readonly { readonly value: string; readonly spelling: string }[];

export type Node =
  | { readonly kind: "scalar"; readonly spelling: string }
  | { readonly kind: "string"; readonly pieces: Spelled }
  | { readonly kind: "array"; readonly space: Space; readonly items: readonly Node[] }
  | { readonly kind: "object"; readonly space: Space; readonly members: readonly (readonly [Spelled, Node])[] };

/** White space before and behind every item of a container. */
type Space = readonly [before: string, behind: string];

const SPACES: fc.Arbitrary<string> = fc.constantFrom("", "", "", " ", "\n", "\r\n\t", "\n          ", " ".repeat(17));
const SPACE: fc.Arbitrary<Space> = fc.tuple(SPACES, SPACES);

const NUMBERS: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "0",
    "-0",
    "1.0",
    "1e5",
    "1E+2",
    "-0.0",
    "0.1",
    "12345678901234567890",
    "1e400",
    "5e-324",
    "123456789",
  ),
  fc.constantFrom("1.50", "0e0", "-1E-05", "9007199254740993", "999999999", "1000000000", "4294967296", "1e21"),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt().map(String),
);

function escaped(value: string): string {
  return Array.from(
    { length: value.length },
    (_, index) => `\\u${value.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}

const CHARACTERS: fc.Arbitrary<Spelled[number]> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(..."abc xyz{}[]:,/0'").map((value) => ({ value, spelling: value })) },
  fc
    .constantFrom("é", "\u07ff", "€", "\u2028", "\uffff", "😀", "\u{10ffff}")
    .map((value) => ({ value, spelling: value })),
  fc
    .constantFrom('"', "\\", "\b", "\f", "\n", "\r", "\t")
    .map((value) => ({ value, spelling: JSON.stringify(value).slice(1, -1) })),
  fc
    .constantFrom("a", "/", "\0", "\u007f", "é", "€", "😀")
    .map((value) => ({ value, spelling: escaped(value).toUpperCase().replaceAll("U", "u") })),
  fc.constant({ value: "/", spelling: "\\/" }),
  fc.constantFrom("\ud83d", "\ude00").map((value) => ({ value, spelling: escaped(value) })),
);

const TEXTS: fc.Arbitrary<Spelled> = fc.oneof(
  fc.array(CHARACTERS, { maxLength: 8 }),
  fc.array(CHARACTERS, { minLength: 10, maxLength: 60 }),
);

const KEYS: fc.Arbitrary<Spelled> = fc.oneof(
  fc
    .constantFrom("", "a", "b", "10", "2", "0", "01", "-1", "4294967295", "~/", "__proto__", "constructor", "toString")
    .map((key) => Array.from(key, (value) => ({ value, spelling: value }))),
  TEXTS,
);

const NODES: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => {
  const scalar: fc.Arbitrary<Node> = fc
    .oneof(NUMBERS, fc.constantFrom("true", "false", "null"))
    .map((spelling) => ({ kind: "scalar", spelling }));
  const string: fc.Arbitrary<Node> = TEXTS.map((pieces) => ({ kind: "string", pieces }));
  const array: fc.Arbitrary<Node> = fc
    .tuple(SPACE, fc.array(tie("node"), { maxLength: 6 }))
    .map(([space, items]) => ({ kind: "array", space, items }));
  const object: fc.Arbitrary<Node> = fc
    .tuple(SPACE, fc.array(fc.tuple(KEYS, tie("node")), { maxLength: 6 }))
    .map(([space, members]) => ({ kind: "object", space, members }));
  return { node: fc.oneof({ maxDepth: 5, depthIdentifier: "json" }, scalar, string, array, object) };
}).node;

/** Documents that are arrays: cut anywhere, they are not complete. */
export const DOCUMENTS: fc.Arbitrary<Node> = fc
  .tuple(SPACE, fc.array(NODES, { maxLength: 4 }))
  .map(([space, items]) => ({ kind: "array", space, items }));

function valueOf(pieces: Spelled): string {
  return pieces.map(({ value }) => value).join("");
}

function quoted(pieces: Spelled): string {
  return `"${pieces.map(({ spelling }) => spelling).join("")}"`;
}

/**
 * The document's text. `placed` hears of each value's path and of the text before it; of a key
 * that an object has twice it hears twice.
 */
export function render(
  node: Node,
  before = "",
  path: JsonPath = [],
  placed?: (path: JsonPath, before: string) => void,
): string {
  placed?.(path, before);
  if (node.kind === "scalar") return node.spelling;
  if (node.kind === "string") return quoted(node.pieces);
  const [left, right] = node.space;
  let text = node.kind === "array" ? `[${left}` : `{${left}`;
  const start = text.length;
  const comma = (): void => {
    if (text.length > start) text += `,${left}`;
  };
  if (node.kind === "array") {
    for (const [index, item] of node.items.entries()) {
      comma();
      text += render(item, before + text, [...path, index], placed) + right;
    }
    return `${text}]`;
  }
  for (const [key, item] of node.members) {
    comma();
    text += `${quoted(key)}${right}:${left}`;
    text += render(item, before + text, [...path, valueOf(key)], placed) + right;
  }
  return `${text}}`;
}

/** The document without white space, strings as JSON.stringify spells them, of a key's values the last. */
export function compact(node: Node): string {
  if (node.kind === "scalar") return node.spelling;
  if (node.kind === "string") return JSON.stringify(valueOf(node.pieces).toWellFormed());
  if (node.kind === "array") return `[${node.items.map(compact).join(",")}]`;
  const members = new Map(node.members.map(([key, item]) => [valueOf(key), compact(item)]));
  return `{${Array.from(members, ([key, item]) => `${JSON.stringify(key.toWellFormed())}:${item}`).join(",")}}`;
}

/**
 * True when the keys of each object still differ where U+FFFD stands for unpaired surrogates. Those
 * that would not are written under other names (keys.test.ts).
 */
export function keysStayApart(node: Node): boolean {
  if (node.kind === "array") return node.items.every(keysStayApart);
  if (node.kind !== "object") return true;
  const keys = new Set(node.members.map(([key]) => valueOf(key)));
  const names = new Set(Array.from(keys, (key) => key.toWellFormed()));
  return names.size === keys.size && node.members.every(([, item]) => keysStayApart(item));
}
