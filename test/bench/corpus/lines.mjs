/**
 * The lines that the texts of the corpus are made of: invented words in the shapes of source code,
 * file listings, terminal output, JSON, logs and prose. Texts pick lines from a pool made once, so
 * that half a gigabyte takes seconds.
 */
import { Random } from "./random.mjs";

/** @typedef {"code" | "listing" | "terminal" | "json" | "log" | "prose"} Kind */
/** @typedef {"ascii" | "light" | "medium" | "heavy"} Seasoning how much of the text is not ASCII */
/** @typedef {Record<Kind, string[]>} Pool */

const LINES_PER_KIND = 2500;
const SYLLABLES =
  "ba ce di fo gu ka le mi no pu ra se ti vo zu tra ble con der fin gra hol jen lum mar pre quo sta tem ver".split(" ");
/** The share of lines that carry something beyond ASCII. @type {Record<Seasoning, number>} */
const SPICED_LINES = { ascii: 0, light: 0.05, medium: 0.25, heavy: 0.6 };
const SYMBOLS = [..."✓✗→—“”’…│├└─┌┐•·°±éüñøß∑≤≥🎉🚀🔧"];
/** First and last code point of alphabets to make words of: Cyrillic, Han, Hiragana, Greek. */
const ALPHABETS = /** @type {const} */ ([
  [0x430, 0x44f],
  [0x4e00, 0x9fa5],
  [0x3041, 0x3093],
  [0x3b1, 0x3c9],
]);

/** @param {number} seed @param {Seasoning} seasoning @returns {Pool} */
export function makePool(seed, seasoning) {
  const random = new Random(seed);
  /** @param {(random: Random) => string} makeLine */
  const lines = (makeLine) =>
    Array.from({ length: LINES_PER_KIND }, () => {
      const line = makeLine(random);
      return random.chance(SPICED_LINES[seasoning]) ? spice(random, line, seasoning) : line;
    });
  return {
    code: lines(codeLine),
    listing: lines(codeLine),
    terminal: lines(terminalLine),
    json: lines(jsonLine),
    log: lines(logLine),
    prose: lines(sentence),
  };
}

/** A text of about the given number of characters, in whole lines. @param {Random} random @param {Pool} pool @param {Kind} kind @param {number} characters */
export function makeText(random, pool, kind, characters) {
  const lines = pool[kind];
  /** @type {string[]} */
  const picked = [];
  let number = random.between(1, 400);
  for (let size = 0; size < characters; number++) {
    const line = random.pick(lines);
    picked.push(kind === "listing" ? `${String(number).padStart(6)}\t${line}` : line);
    size += line.length + (kind === "listing" ? 8 : 1);
  }
  return picked.join(kind === "prose" ? " " : kind === "terminal" && random.chance(0.2) ? "\r\n" : "\n");
}

/** @param {Random} random */
export function word(random) {
  let text = "";
  for (let count = random.between(1, 4); count > 0; count--) text += random.pick(SYLLABLES);
  return text;
}

/** @param {Random} random */
export function path(random) {
  return `${random.pick(["src", "lib", "tests", "docs", "app/core"])}/${word(random)}/${word(random)}.${random.pick(["py", "ts", "rs", "go", "md", "json"])}`;
}

/** @param {Random} random */
export function command(random) {
  const file = path(random);
  return random.pick([
    `grep -rn "${word(random)}" ${file} | head -${random.between(5, 80)}`,
    `cd /workspace && python -m pytest ${file} -x -q 2>&1 | tail -n ${random.between(5, 60)}`,
    `sed -n '${random.between(1, 99)},${random.between(100, 400)}p' ${file}`,
    `git diff --stat HEAD~${random.between(1, 9)} && git log --oneline -n ${random.between(1, 20)}`,
    `find . -name '*.${random.pick(["py", "ts"])}' -newer ${file} -exec wc -l {} \\;`,
    `cat > ${file} << 'EOF'\n${codeLine(random)}\n${codeLine(random)}\nEOF`,
  ]);
}

/** @param {Random} random */
function name(random) {
  const [first, second] = [word(random), word(random)];
  return random.chance(0.5) ? `${first}_${second}` : first + second.charAt(0).toUpperCase() + second.slice(1);
}

/** @param {Random} random */
function codeLine(random) {
  const indent = random.chance(0.15) ? "\t".repeat(random.below(4)) : "    ".repeat(random.below(5));
  const [a, b, c] = [name(random), name(random), name(random)];
  const line = random.pick([
    () => "",
    () => `def ${a}(self, ${b}: str, ${c}: int = ${random.below(100)}) -> None:`,
    () => `"""${sentence(random)}"""`,
    () => `${a} = ${b}.get("${c}", {}).${name(random)}(${random.below(4096)})`,
    () => `if (${a} !== null && ${b}.length > ${random.below(64)}) {`,
    () => `raise ValueError(f"unexpected {${a}!r} in '${b}': {${c}}\\n")`,
    () => `const { ${a}, ${b} } = await import("./${c}.js");`,
    () => `// ${sentence(random)}`,
    () => `let ${a}: Vec<${b}> = ${c}.iter().map(|x| x.${word(random)}()).collect();`,
    () => `return ${a}[${b}] if ${c} else None  # ${word(random)}`,
    () => `{"${a}": "${b}", "${word(random)}": ["${c}", ${random.below(1000)}]},`,
    () => `self.${a} = re.compile(r"^\\s*(${b})\\.(\\d+)$")`,
    () => "}",
  ])();
  return line === "" ? "" : indent + line;
}

/** @param {Random} random */
function terminalLine(random) {
  const color = random.between(31, 36);
  return random.pick([
    () => `\u001b[${color}m${word(random)}\u001b[0m ${path(random)}:${random.below(900)} ${sentence(random)}`,
    () =>
      `\u001b[1m\u001b[${color}mPASS\u001b[39m\u001b[22m ${path(random)} \u001b[2m(${random.below(900)} ms)\u001b[22m`,
    () =>
      `-rw-r--r-- 1 root root ${random.below(90000)} Mar ${random.between(1, 28)} 10:${random.between(10, 59)} ${path(random)}`,
    () => `root@${random.hex(12)}:/workspace# ${command(random)}`,
    () =>
      `${"=".repeat(random.between(10, 70))} ${random.below(90)} passed in ${random.below(90)}.${random.below(90)}s`,
    () => path(random),
  ])();
}

/** @param {Random} random */
function jsonLine(random) {
  const indent = "  ".repeat(random.between(1, 5));
  return random.pick([
    () => `${indent}"${name(random)}": "${word(random)} ${word(random)}",`,
    () => `${indent}"${name(random)}": ${random.below(100000)},`,
    () => `${indent}"${name(random)}": "C:\\\\${word(random)}\\\\${word(random)}",`,
    () => `${indent}"${name(random)}": {`,
    () => `${indent}},`,
  ])();
}

/** @param {Random} random */
function logLine(random) {
  const time = `2026-03-${random.between(10, 28)}T${random.between(10, 23)}:${random.between(10, 59)}:${random.between(10, 59)}.${random.between(100, 999)}Z`;
  return `${time} ${random.pick(["INFO", "DEBUG", "WARN", "ERROR"])} [${name(random)}] ${sentence(random)} id=${random.hex(16)} took=${random.below(5000)}ms`;
}

/** @param {Random} random */
function sentence(random) {
  const words = Array.from({ length: random.between(4, 18) }, () => word(random));
  if (random.chance(0.1)) words[1] = `\`${name(random)}\``;
  if (random.chance(0.05)) words[2] = `"${word(random)}"`;
  const text = words.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The line with symbols, or words of another alphabet, at a few of its spaces. @param {Random} random @param {string} line @param {Seasoning} seasoning */
function spice(random, line, seasoning) {
  const foreign = seasoning === "heavy" || (seasoning === "medium" && random.chance(0.3));
  const share = seasoning === "heavy" ? 0.5 : 0.2;
  const spiced = line.replaceAll(" ", () =>
    random.chance(share) ? ` ${foreign ? foreignWord(random) : random.pick(SYMBOLS)} ` : " ",
  );
  return spiced === line ? `${line} ${random.pick(SYMBOLS)}` : spiced;
}

/** @param {Random} random */
function foreignWord(random) {
  const [first, last] = random.pick(ALPHABETS);
  return String.fromCodePoint(...Array.from({ length: random.between(2, 7) }, () => random.between(first, last)));
}
