/** JSON in the spellings that real trajectories come in, which JSON.stringify alone cannot give. */

/** @typedef {{ indent: boolean, escape: boolean }} Style indented by two, and everything beyond ASCII as \uXXXX */

/** A value that is already JSON text: a number whose spelling matters (1.0), a rendered list. */
export class Spelled {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @param {unknown} value @param {Style} style @param {number} [depth] @returns {string} */
export function writeJson(value, style, depth = 0) {
  if (typeof value === "string") return writeString(value, style);
  if (value instanceof Spelled) return value.text;
  if (Array.isArray(value)) {
    return joinItems(
      value.map((item) => writeJson(item, style, depth + 1)),
      "[",
      "]",
      style,
      depth,
    );
  }
  if (value !== null && typeof value === "object") {
    const colon = style.indent || style.escape ? ": " : ":";
    const members = Object.entries(value).map(
      ([key, member]) => writeString(key, style) + colon + writeJson(member, style, depth + 1),
    );
    return joinItems(members, "{", "}", style, depth);
  }
  return JSON.stringify(value);
}

/**
 * The rendered items of a list or object. Compact files are Python's ("a, b") when they are escaped
 * and a JavaScript tool's ("a,b") when not.
 * @param {string[]} items @param {string} open @param {string} close @param {Style} style @param {number} depth
 */
export function joinItems(items, open, close, style, depth) {
  if (items.length === 0) return open + close;
  if (!style.indent) return open + items.join(style.escape ? ", " : ",") + close;
  const margin = `\n${"  ".repeat(depth + 1)}`;
  return `${open}${margin}${items.join(`,${margin}`)}\n${"  ".repeat(depth)}${close}`;
}

/** @param {string} text @param {Style} style */
function writeString(text, style) {
  const json = JSON.stringify(text);
  return style.escape ? json.replace(/[\u007f-\uffff]/g, escapeUnit) : json;
}

/** @param {string} unit */
function escapeUnit(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
