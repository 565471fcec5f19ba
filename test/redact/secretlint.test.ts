/** The preset of secretlint, as it is used. */
import { expect, test } from "vitest";
import { compareCodePoints } from "../../src/json/code-points.ts";
import { LEFT_OUT, presetIds, secretlintRules, USED } from "../../src/redact/secretlint.ts";
import { plantings } from "./measure.ts";

test("every rule of the preset is used, or left out for a reason", () => {
  const known = [...Object.keys(USED), ...Object.keys(LEFT_OUT)];
  expect(presetIds().toSorted(compareCodePoints)).toEqual(known.toSorted(compareCodePoints));
});

test("every rule that is used finds something that is planted, and tells where it is", () => {
  const planted = plantings(3);
  const idle = secretlintRules().filter(
    ({ find }) =>
      !planted.some(({ text, secret }) => find(text).some(({ start, end }) => text.slice(start, end).includes(secret))),
  );
  expect(idle).toHaveLength(1);
  // 1Password's holds JSON, which is looked into.
  const account = JSON.stringify({ email: "a@example.com", muk: { alg: "A256GCM", k: "x".repeat(43) }, n: {} });
  const token = ["op", "s_", Buffer.from(account).toString("base64")].join("");
  expect(idle[0]?.find(`token ${token}\n`)).toMatchObject([
    { start: 6, end: 6 + token.length, kind: "1password-token" },
  ]);
});
