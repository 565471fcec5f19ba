/** JUnit XML, read by a parser that takes nothing but well-formed XML 1.0. */
import { SaxesParser } from "saxes";

export interface Case {
  readonly suite: string;
  readonly name: string;
  readonly classname: string;
  /** The children by their names: their attributes, and the text in them. */
  readonly parts: Record<string, { readonly attributes: Readonly<Record<string, string>>; text: string }>;
}

export interface JunitReport {
  readonly suites: readonly Readonly<Record<string, string>>[];
  readonly cases: readonly Case[];
  /** Text of suites that is in none of their cases. */
  readonly output: string;
}

/** @throws Error for what is not well-formed, or is none of the elements of a report */
export function readJunit(xml: string): JunitReport {
  const suites: Record<string, string>[] = [];
  const cases: Case[] = [];
  const open: string[] = [];
  let output = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const way = [...open, name].join(" ");
    open.push(name);
    if (way === "testsuites testsuite") suites.push({ ...attributes });
    else if (way === "testsuites testsuite testcase") {
      const { name: title = "", classname = "" } = attributes;
      cases.push({ suite: suites.at(-1)?.["name"] ?? "", name: title, classname, parts: {} });
    } else if (open.length === 4) (cases.at(-1)?.parts ?? {})[name] = { attributes: { ...attributes }, text: "" };
    else if (way !== "testsuites" && way !== "testsuites testsuite system-out") throw new Error(`unexpected: ${way}`);
  });
  parser.on("text", (text) => {
    const part = open.length === 4 ? cases.at(-1)?.parts[open[3] ?? ""] : undefined;
    if (part !== undefined) part.text += text;
    else output += text.trim();
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return { suites, cases, output };
}
