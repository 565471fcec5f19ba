/** JSON as a tree that can be bent into anything, keys twice and values that are none included. */

export type Tree = Leaf | List | Members;

export interface Leaf {
  kind: "leaf";
  /** As it is spelled. */
  text: string;
}
interface List {
  kind: "list";
  items: Tree[];
}
interface Members {
  kind: "members";
  entries: [key: string, value: Tree][];
}

export function leaf(text: string): Leaf {
  return { kind: "leaf", text };
}

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: "list", items: value.map(treeOf) };
  if (typeof value !== "object" || value === null) return leaf(JSON.stringify(value) ?? "null");
  return { kind: "members", entries: Object.entries(value).map(([key, item]) => [JSON.stringify(key), treeOf(item)]) };
}

export function printTree(tree: Tree): string {
  if (tree.kind === "leaf") return tree.text;
  if (tree.kind === "list") return `[${tree.items.map(printTree).join(",")}]`;
  return `{${tree.entries.map(([key, value]) => `${key}:${printTree(value)}`).join(",")}}`;
}

/** A tree in its place, which can take another. */
export interface Slot {
  readonly tree: Tree;
  set(this: void, tree: Tree): void;
}

/** All trees below one, that one first. */
export function slotsOf(root: Tree, set: (tree: Tree) => void): Slot[] {
  const slots: Slot[] = [{ tree: root, set }];
  if (root.kind === "list") {
    for (const [index, item] of root.items.entries())
      slots.push(...slotsOf(item, (next) => (root.items[index] = next)));
  } else if (root.kind === "members") {
    for (const entry of root.entries) slots.push(...slotsOf(entry[1], (next) => (entry[1] = next)));
  }
  return slots;
}
