/** Home folders and user names in paths masked. */
import { JsonText, type Text } from "../json/text.ts";
import { anchors } from "./find.ts";
import { Prefilter } from "./prefilter.ts";

/** What a path to a home folder holds, in the bytes of any text. */
const LANDMARK = /[hH]ome|[uU]sers|Documents and Settings|\/folders/gu;
const ANCHORS = [
  ...["hom", "Hom", "use", "Use"].flatMap((tail) => Array.from("/\\-", (before) => before + tail)),
  "\\Doc",
  "/fol",
];
/** How much before a landmark is looked at. */
const BEFORE = 40;

/** A separator: a slash, or a backslash, escaped on whatever level. */
const SEPARATOR = String.raw`(?:\\{0,7}\/|(?:\\\\){1,4}|\\(?![nrtbfu"\/\\]))`;
/** Where home folders are, besides the root, and what stands before a path. */
const ROOT = new RegExp(
  String.raw`(?:^|[^\w.~$}-]|\\[nrtbf]|\\u[\da-f]{4})(?:${SEPARATOR}(?:mnt|export|nfs|host|var|private|host_mnt|System${SEPARATOR}Volumes${SEPARATOR}Data|(?:(?:mnt|cygdrive)${SEPARATOR})?[a-z]))?${SEPARATOR}$`,
  "iu",
);
const DRIVE = /(?:^|[^A-Za-z])[A-Za-z]:(?:\\{1,8}|\\{0,7}\/)$/u;
/** The folder that Claude Code names after a project: `-home-alice-project`. */
const DASHED = /(?:^|[/\\"'`])-$/u;

/** A name, bytes over 0x7f being parts of characters; of Windows, before another folder, with spaces too. */
const LETTER = String.raw`[\w.@+\x80-\u{10ffff}-]|\\{1,7}u[\da-fA-F]{4}`;
const NAME = new RegExp(String.raw`(${SEPARATOR})((?:${LETTER}){1,64})`, "uy");
const SPACED_NAME = new RegExp(String.raw`(\\{1,8}|\\{0,7}\/)((?:${LETTER})(?: ?(?:${LETTER})){0,63})(?=[\\/])`, "uy");
const DASHED_NAME = /(-)([A-Za-z0-9]{1,64})(?=[-/\\"'\s`)]|$)/uy;
/** Of macOS's temporary folders, two for each user. */
const TEMPORARY = /(\\{0,7}\/)((?!xx)[\w+]{2}\\{0,7}\/[\w+]{20,40})(?!\w)/uy;

/** Accounts of images and services, which are nobody's names, and what takes a name's place. */
const NOBODY =
  /^(?:user\d*|shared|public|default|all|root|admin|administrator|runner|runneradmin|node|ubuntu|debian|ec2-user|vscode|codespace|jovyan|circleci|travis|jenkins|vagrant|linuxbrew|username|your[-_]?user(?:name)?|yourname|name|me|app|nonroot|sandbox|agent|\.+)$/iu;

/** Finds the texts in which a path may be. */
export function landmarks(): Prefilter {
  return new Prefilter([{ anchors: anchors(...ANCHORS), find: () => [] }]);
}

/** Masks paths in the texts of one row: the first name of it reads `user`, the next `user2`, and so on. */
export class PathMask {
  readonly #names: Map<string, string> = new Map();
  readonly #landmarks: Prefilter;
  /** How many names were masked. */
  count = 0;

  /** @param landmarks as `landmarks` gives it; one does for all rows */
  constructor(landmarks: Prefilter) {
    this.#landmarks = landmarks;
  }

  /** The text with its names masked; the same where it has none. */
  text(text: Text): Text {
    if (typeof text === "string") {
      if (this.#landmarks.string(text) === null) return text;
      return this.#mask(text, (name) => name);
    }
    if (this.#landmarks.bytes(text.source, text.start, text.end) === null) return text;
    const raw = text.source.toString("latin1", text.start, text.end);
    const masked = this.#mask(raw, (name) => Buffer.from(name, "latin1").toString());
    if (masked === raw) return text;
    const bytes = Buffer.from(masked, "latin1");
    return new JsonText(bytes, 0, bytes.length, text.flags);
  }

  /** @param decode a name of the text to what it is, but for its escapes */
  #mask(text: string, decode: (name: string) => string): string {
    let result = "";
    let from = 0;
    for (const { 0: landmark, index } of text.matchAll(LANDMARK)) {
      const place = nameBehind(text, index, landmark);
      if (place === null || place.start < from) continue;
      const { start, name, mask } = place;
      result += text.slice(from, start) + (mask ?? this.#nameOf(decode(name)));
      from = start + name.length;
      this.count++;
    }
    return from === 0 ? text : result + text.slice(from);
  }

  #nameOf(spelled: string): string {
    const name = spelled
      .replaceAll(/\\+u([\da-f]{4})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .toLowerCase();
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const mask = this.#names.size === 0 ? "user" : `user${this.#names.size + 1}`;
    this.#names.set(name, mask);
    return mask;
  }
}

interface NamePlace {
  readonly start: number;
  readonly name: string;
  /** What always takes its place. */
  readonly mask?: string;
}

/** The name that stands behind a landmark, where that is part of the path to a home folder. */
function nameBehind(text: string, index: number, landmark: string): NamePlace | null {
  const end = index + landmark.length;
  const before = text.slice(Math.max(0, index - BEFORE), index);
  if (landmark === "/folders") {
    if (!/\/var\\{0,7}$/u.test(before)) return null;
    const place = matchAt(TEMPORARY, text, end);
    return place === null ? null : { ...place, mask: `xx/${"x".repeat(30)}` };
  }
  const isDrive = DRIVE.test(before);
  if (isDrive || ROOT.test(before)) {
    const place = (isDrive ? matchAt(SPACED_NAME, text, end) : null) ?? matchAt(NAME, text, end);
    return place === null ? null : personal(place);
  }
  return DASHED.test(before) ? personal(matchAt(DASHED_NAME, text, end)) : null;
}

function matchAt(pattern: RegExp, text: string, at: number): NamePlace | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return null;
  const [whole, , name = ""] = match;
  return { start: at + whole.length - name.length, name };
}

/** Without the dots that end a sentence; null for an account that is nobody's. */
function personal(place: NamePlace | null): NamePlace | null {
  const name = place?.name.replace(/[.@]+$/u, "") ?? "";
  return place === null || name === "" || NOBODY.test(name) ? null : { ...place, name };
}
