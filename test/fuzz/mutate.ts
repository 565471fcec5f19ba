/** Inputs made of others: bytes changed, lines moved, JSON bent. */
import { leaf, printTree, slotsOf, treeOf, type Slot, type Tree } from "./json-tree.ts";
import type { Random } from "./random.ts";

/** An input never grows beyond this. */
export const MOST_BYTES = 64 * 1024;

type Mutation = (input: Buffer, random: Random, other: Buffer) => Buffer;

/** Spellings of values that programs stumble over, one a line. */
const VALUES: readonly string[] = [
  ...String.raw`null
true
false
0
-0
1
-1
1.5
1e999
-1e999
1e-999
0.1e1
9007199254740993
123456789012345678901234567890
NaN
-Infinity
""
" "
[]
{}
[[]]
[{}]
[null]
"\ud800"
"\udc00x"
"\u0000"
"\u001b[31m"
"\u202e"
"\r\n::error::x"
"😀"
"__proto__"
"../../etc/passwd"
"/etc/passwd"
"text"
"user"
"assistant"
"2026-01-02T03:04:05Z"
"0000-00-00"
{"__proto__":{"polluted":1}}
{"constructor":{"prototype":{"polluted":1}}}
{"type":"text","text":"x"}
"{\"a\":1}"
"[1"
{"toString":null,"valueOf":1,"hasOwnProperty":[]}
{"0":1,"10":2,"2":3}
{"length":-1}`.split("\n"),
  `"${"x".repeat(300)}"`,
  `${"[".repeat(40)}${"]".repeat(40)}`,
  `${"[".repeat(1030)}${"]".repeat(1030)}`,
  `${'{"a":'.repeat(1030)}1${"}".repeat(1030)}`,
];

const KEYS: readonly string[] = String.raw`"__proto__"
"constructor"
"prototype"
"toString"
"hasOwnProperty"
""
"0"
"\ud800"
"type"
"id"
"text"
"content"
"role"
"message"
"payload"
"parentUuid"
"\u0074ype"
"length"`.split("\n");

/** Characters that end something, or begin it. */
const MARKS = '\n\r\0\ufeff{}[]"\\,: \u2028\u001b';
const TOKENS: readonly Buffer[] = [...MARKS, "\u001c\u001c", ...VALUES.slice(0, 40)].map((token) => Buffer.from(token));

const RAW: readonly Buffer[] = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]].map(
  (bytes) => Buffer.from(bytes),
);
const MAGIC: readonly Buffer[] = [
  Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0]),
  Buffer.from("SQLite format 3\0"),
  Buffer.from("version https://git-lfs.github.com/spec/"),
];

function splice(input: Buffer, at: number, removed: number, added: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, at), added, input.subarray(at + removed)]);
}

function part(input: Buffer, random: Random, most = 200): Buffer {
  const at = random.below(input.length + 1);
  return input.subarray(at, at + random.below(most));
}

const BYTES: readonly Mutation[] = [
  (input, random) => splice(input, random.below(input.length), 1, Buffer.from([random.below(256)])),
  (input, random) => splice(input, random.below(input.length + 1), 0, random.pick(TOKENS)),
  (input, random) => splice(input, random.below(input.length + 1), 0, random.pick(RAW)),
  (input, random) => splice(input, random.below(input.length + 1), random.below(20), Buffer.alloc(0)),
  (input, random) => splice(input, random.below(input.length + 1), 0, part(input, random)),
  (input, random, other) => splice(input, random.below(input.length + 1), random.below(40), part(other, random)),
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  (input, random) => Buffer.concat([random.pick(MAGIC), input]),
];

function onLines(change: (lines: string[], random: Random, others: readonly string[]) => void): Mutation {
  return (input, random, other) => {
    const lines = input.toString("latin1").split("\n");
    change(lines, random, other.toString("latin1").split("\n"));
    return Buffer.from(lines.join("\n"), "latin1");
  };
}

const LINES: readonly Mutation[] = [
  onLines((lines, random) => void lines.splice(random.below(lines.length), 1)),
  onLines((lines, random) => void lines.splice(random.below(lines.length), 0, random.pick(lines))),
  onLines((lines, random, others) => void lines.splice(random.below(lines.length + 1), 0, random.pick(others))),
  onLines((lines, random, others) => void (lines[random.below(lines.length)] = random.pick(others))),
  onLines((lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
  }),
  onLines((lines, random) => {
    const at = random.below(lines.length);
    lines.splice(at, 2, lines.slice(at, at + 2).join(random.pick(["", " ", ","])));
  }),
  onLines((lines, random) => {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    lines[at] = line.slice(0, random.below(line.length + 1));
  }),
];

const BENDS: readonly ((slot: Slot, slots: readonly Slot[], random: Random) => void)[] = [
  ({ set }, _, random) => set(leaf(random.pick(VALUES))),
  ({ set }, slots, random) => set(random.pick(slots).tree),
  ({ tree, set }) => set({ kind: "list", items: [tree] }),
  ({ tree, set }, _, random) => set({ kind: "members", entries: [[random.pick(KEYS), tree]] }),
  ({ tree }, _, random) => {
    if (tree.kind === "members") tree.entries.splice(random.below(tree.entries.length), 1);
    else if (tree.kind === "list") tree.items.splice(random.below(tree.items.length), 1);
  },
  ({ tree }, _, random) => {
    // A key that comes again: the same with another value, or one of those that objects inherit.
    if (tree.kind !== "members" || tree.entries.length === 0) return;
    const [key, value] = random.pick(tree.entries);
    tree.entries.splice(random.below(tree.entries.length + 1), 0, [
      random.below(2) === 0 ? key : random.pick(KEYS),
      random.below(2) === 0 ? value : leaf(random.pick(VALUES)),
    ]);
  },
  ({ tree }, _, random) => {
    if (tree.kind === "members" && tree.entries.length > 0) random.pick(tree.entries)[0] = random.pick(KEYS);
    else if (tree.kind === "list" && tree.items.length > 0) tree.items.push(random.pick(tree.items));
  },
  ({ tree, set }, slots, random) => {
    // Ids that belong together, brought apart or together.
    const texts = slots.filter((slot) => slot.tree.kind === "leaf" && slot.tree.text.startsWith('"'));
    if (tree.kind === "leaf" && texts.length > 0) set(random.pick(texts).tree);
  },
];

/** Bends one line, or the whole, as JSON; null where that is none. */
function bend(input: Buffer, random: Random): Buffer | null {
  const text = input.toString("utf8");
  const start = random.below(4) === 0 ? 0 : text.lastIndexOf("\n", random.below(text.length + 1)) + 1;
  const newline = text.indexOf("\n", start);
  const isWhole = start === 0 && random.below(3) === 0;
  const stop = isWhole || newline < 0 ? text.length : newline;
  const parsed = parse(text.slice(start, stop));
  if (parsed === undefined) return null;
  let root: Tree = treeOf(parsed.value);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const slots = slotsOf(root, (next) => (root = next));
    random.pick(BENDS)(random.pick(slots), slots, random);
    // What is put below itself would have no end.
    root = treeCopy(root);
  }
  return Buffer.from(text.slice(0, start) + printTree(root) + text.slice(stop), "utf8");
}

/** Trees that stand in several places are parted; what grows too large is cut. */
function treeCopy(tree: Tree, room = { left: 2000 }, depth = 0): Tree {
  if (tree.kind === "leaf") return { ...tree };
  if (room.left-- <= 0 || depth > 30) return leaf("null");
  if (tree.kind === "list") return { kind: "list", items: tree.items.map((item) => treeCopy(item, room, depth + 1)) };
  return { kind: "members", entries: tree.entries.map(([key, value]) => [key, treeCopy(value, room, depth + 1)]) };
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A new input made of one, and parts of another. */
export function mutate(input: Buffer, random: Random, other: Buffer): Buffer {
  let result = input;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const kind = random.below(10);
    if (kind < 6) result = bend(result, random) ?? random.pick(BYTES)(result, random, other);
    else result = random.pick(kind < 8 ? LINES : BYTES)(result, random, other);
  }
  return result.subarray(0, MOST_BYTES);
}
