/** Text in lines of a terminal. */

/** Paragraph of lines that are at most `width` columns long, if their words allow it. */
export function wrapped(text: string, width: number, indent = 0): string {
  return hanging(" ".repeat(indent), text, width, indent);
}

/** A paragraph whose first line begins with a head; the others are indented to its end, or as given. */
export function hanging(head: string, text: string, width: number, indent: number = head.length): string {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}

/** Every line of a text moved to the right. */
export function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gmu, " ".repeat(by));
}
