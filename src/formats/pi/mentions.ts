/** What oh-my-pi attaches: the files of a person's `@path`, as it sends them to the model, and images. */
import { isText, joinTexts, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { textBlock } from "../../row/messages.ts";
import type { ContentBlock } from "../../row/row.ts";
import { listAt, objectAt } from "../fields.ts";
import type { Counts } from "./assistant.ts";
import { fileText } from "./texts.ts";

export interface Mention {
  readonly role: "user" | "system";
  readonly content: ContentBlock[];
}

/**
 * At most two messages: the files that are text, by a developer, and those with an image, in the role
 * of the user (packages/coding-agent `session/messages.ts`: convertOne). What is no file is counted.
 */
export function mentionsIn(message: JsonObject, counts: Counts): Mention[] {
  const texts: Text[] = [];
  const captions: Text[] = [];
  const images: JsonObject[] = [];
  for (const file of listAt(message, "files")) {
    if (!isFile(file)) {
      countUp(counts.unknownBlocks, "unknown");
      continue;
    }
    const image = objectAt(file, "image");
    (image === null ? texts : captions).push(fileText(file));
    if (image !== null) images.push(image);
  }
  const mentions: Mention[] = [];
  if (texts.length > 0) mentions.push({ role: "system", content: [textBlock(joinTexts(texts, "\n"))] });
  if (images.length > 0) mentions.push({ role: "user", content: [textBlock(joinTexts(captions, "\n")), ...images] });
  return mentions;
}

/** What oh-my-pi found in a command's output. */
export function imagesIn(message: JsonObject, counts: Counts): JsonObject[] {
  return listAt(message, "images").flatMap((image) => {
    if (isJsonObject(image)) return [image];
    countUp(counts.unknownBlocks, "unknown");
    return [];
  });
}

function isFile(file: JsonValue): file is JsonObject {
  if (!isJsonObject(file) || !isText(valueAt(file, "path"))) return false;
  const content = valueAt(file, "content") ?? "";
  const image = valueAt(file, "image") ?? null;
  return isText(content) && (image === null || isJsonObject(image));
}
