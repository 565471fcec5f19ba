/**
 * Rules for what secretlint's preset lacks, or takes too wide for a text that is to be of use
 * afterwards. Formats are those that the issuers document.
 */
import { anchors, anchorsAfter, NOT_LETTER, type Anchor, type Find, type Rule } from "./find.ts";
import { isAssignedSecret, isPlaceholder, isRandom, isVariable } from "./plausible.ts";
import { tagOf } from "./placeholder.ts";

interface Shape {
  readonly kind: string;
  readonly anchors: readonly Anchor[];
  /** Global. A match ends with the secret: its first group, or all of it. */
  readonly pattern: RegExp;
  readonly accepts?: (secret: string, match: string) => boolean;
  /** May be guessed: nothing that follows from it is told. */
  readonly guessable?: true;
}

function shaped({ kind, anchors, pattern, accepts = (secret) => !isPlaceholder(secret), guessable }: Shape): Rule {
  return {
    anchors,
    find(text) {
      const finds: Find[] = [];
      for (const match of text.matchAll(pattern)) {
        const secret = match[1] ?? match[0];
        if (!accepts(secret, match[0])) continue;
        const end = match.index + match[0].length;
        finds.push({ start: end - secret.length, end, kind, tag: guessable === true ? null : tagOf(secret) });
      }
      return finds;
    },
  };
}

/** What may stand before `://`. */
const SCHEME_END = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A name that calls its value a secret, as code, settings and logs write it. */
const SECRET_NAME =
  /(?:secret|token|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|auth[_-]?key)(?:s|[_-]?(?:id|key|value|hash|base64|b64|prod|production|dev|live|v\d))?$/iu;

/** True for the key of an object whose value is a secret if it looks like one. */
export function isSecretName(name: string): boolean {
  return name.length <= 80 && SECRET_NAME.test(name);
}

/** The like in bytes, quotes and slashes escaped or not. */
const ASSIGNMENT =
  /(?:secret|token|passw(?:or)?d|passphrase|key)(?:s|[_-]?(?:key|value|base64|b64|prod|production|dev|live|v\d))?[\\"'`\]]{0,4}\s{0,4}(?:=>|:=|[:=])\s{0,4}[\\"'`]{0,4}[\w+/=.~@!#%^&*\\-]{16}/iu;

/** A name of at most 60 characters, what stands between, and the value. */
const ASSIGNED =
  /(?<![\w.-])(?:[A-Za-z_][\w.-]{0,60}?)?(?:secret|token|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|auth[_-]?key)(?:s|[_-]?(?:key|value|base64|b64|prod|production|dev|live|v\d))?[\\"'`\]]{0,4}\s{0,4}(?:=>|:=|[:=])\s{0,4}[\\"'`]{0,4}([\w+/=.~@!#%^&*-]{16,2000})(?![\w(])/giu;

const URL_PASSWORD = /:\\?\/\\?\/[^\s/?#@"]{0,128}:[^\s/?#@"]{1,256}@/u;
const BEARER = /earer[\s\\"':=]{1,8}[\w.~+\\/-]{16}/iu;

export const ownRules: readonly Rule[] = [
  shaped({
    kind: "private-key",
    anchors: anchors("VATE").map(({ bytes }) => ({ bytes, near: /PRIVATE KEY/u })),
    // To the end mark, over whatever a listing puts before its lines; or the lines that a cut left of it.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----BEGIN|----END)){40,20000}-----END (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?:\s{1,8}(?:\d{1,5}[→:|\t ]\s{0,4})?(?:[A-Za-z0-9+/=]{16,20000}|(?:Proc-Type|DEK-Info|Version|Comment): [^\n"\\]{1,100})){1,400})/gu,
    // A line of a key: between the marks of a program that reads keys is code.
    accepts: (key) => /[A-Za-z0-9+/]{40}/u.test(key) && !/x{8}/iu.test(key),
  }),
  shaped({
    kind: "url-password",
    anchors: [":\\/", "://"].flatMap((tail) => anchorsAfter(SCHEME_END, tail, URL_PASSWORD)),
    pattern: /[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#:@"'`<>]{0,128}:([^\s/?#@"'`<>\\]{3,256})(?=@[\w.[{$%-])/giu,
    accepts(password, match) {
      const user = match.slice(match.indexOf("://") + 3, -password.length - 1);
      return (
        password !== user &&
        !isVariable(password) &&
        !/^(?:pass|passw(?:or)?d|secret|pwd|x-oauth-basic|\*+|x+)$/iu.test(password)
      );
    },
    guessable: true,
  }),
  shaped({
    kind: "url-password",
    anchors: anchors("x-oa"),
    pattern: /:\/\/([\w-]{16,256})(?=:x-oauth-basic@)/gu,
    guessable: true,
  }),
  shaped({
    kind: "aws-secret-access-key",
    anchors: ["secr", "Secr", "SECR"].map((bytes) => ({ bytes, near: /secret_?access_?key/iu })),
    pattern:
      /secret_?access_?key[\\"'`\]]{0,4}\s{0,4}(?:=>|:=|[:=])\s{0,4}[\\"'`]{0,4}([A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/giu,
  }),
  shaped({
    kind: "jwt",
    anchors: ["eyJh", "eyJ0", "eyJr", "eyJl", "eyJq", "eyJ4", "eyJj"].map((bytes) => ({ bytes, near: /eyJ[\w-]{8}/u })),
    pattern: /(?<![\w-])eyJ[\w-]{10,4000}\.eyJ[\w-]{8,20000}\.[\w-]{16,2000}(?![\w-])/gu,
  }),
  shaped({
    kind: "sk-key",
    anchors: anchorsAfter(NOT_LETTER, "sk-", /sk-[\w-]{20}/u),
    pattern: /(?<![\w-])sk-(?:[a-z0-9]{2,8}-){0,3}[\w-]{20,250}(?![\w-])/gu,
    // `sk-container-id-1` is a class of a style sheet.
    accepts: (key) => /[\w]{16}/u.test(key) && isRandom(key.slice(3)),
  }),
  shaped({
    kind: "google-api-key",
    anchors: anchors("AIza"),
    pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/gu,
  }),
  shaped({
    kind: "google-oauth",
    anchors: anchors("GOCS", "ya29"),
    pattern: /(?<![\w-])(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{30,400})(?![\w-])/gu,
  }),
  shaped({
    kind: "pypi-token",
    anchors: anchors("i-Ag"),
    pattern: /(?<![\w-])pypi-Ag[\w-]{50,400}(?![\w-])/gu,
  }),
  shaped({
    kind: "gitlab-token",
    anchors: anchors("glpa", "gldt", "glrt", "glcb", "glpt", "glso", "glft", "glim", "glag"),
    pattern: /(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|soat|ft|imt|agent)-[\w.-]{20,128}(?![\w-])/gu,
  }),
  shaped({
    kind: "huggingface-token",
    anchors: anchorsAfter(NOT_LETTER, "hf_", /hf_[A-Za-z0-9]{34}/u),
    pattern: /(?<![\w-])hf_[A-Za-z0-9]{34}(?!\w)/gu,
  }),
  shaped({
    kind: "slack-token",
    anchors: anchors("xoxc", "xoxd", "xoxe", "xoxs"),
    pattern: /(?<![\w-])xox[cdes][.-][\w%.-]{20,400}(?![\w-])/gu,
  }),
  shaped({
    kind: "azure-storage-key",
    anchors: anchors("tKey").map(({ bytes }) => ({ bytes, near: /AccountKey=/u })),
    pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/gu,
  }),
  shaped({
    kind: "digitalocean-token",
    anchors: anchors("_v1_"),
    pattern: /(?<!\w)do[por]_v1_[a-f0-9]{64}(?!\w)/gu,
  }),
  shaped({
    kind: "ai-service-key",
    anchors: [...anchors("api-", "pplx", "lsv2", "vly-", "xai-"), ...anchorsAfter(NOT_LETTER, "r8_")],
    pattern:
      /(?<![\w-])(?:nvapi-[\w-]{60,80}|pplx-[A-Za-z0-9]{40,64}|lsv2_[a-z]{2}_[a-f0-9]{32}_[a-f0-9]{8,12}|tvly-[\w-]{20,64}|xai-[A-Za-z0-9]{60,100}|r8_[A-Za-z0-9]{37,40})(?![\w-])/gu,
    accepts: (key) => isRandom(key.slice(5)),
  }),
  shaped({
    kind: "telegram-token",
    anchors: Array.from("0123456789", (digit) => ({ bytes: `${digit}:AA` })),
    pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/gu,
  }),
  shaped({
    kind: "age-key",
    anchors: anchors("AGE-"),
    pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/gu,
  }),
  shaped({
    kind: "authorization",
    anchors: ["riza", "RIZA"].map((bytes) => ({ bytes, near: BEARER })),
    pattern: /\bbearer[\s"':=]{1,4}([\w.~+/-]{16,4000}={0,2})(?![\w~+/])/giu,
    accepts: isRandom,
  }),
  shaped({
    kind: "authorization",
    anchors: ["riza", "RIZA"].map((bytes) => ({ bytes, near: /authorization[\s\\"':=]{1,8}(?:basic|token)\s/iu })),
    pattern: /authorization["'\\]{0,3}\s{0,3}[:=]\s{0,3}["'\\]{0,3}(?:basic|token)\s{1,3}([\w+/=-]{12,2000})/giu,
    guessable: true,
  }),
  shaped({
    kind: "assigned-secret",
    anchors: [
      "secr",
      "Secr",
      "SECR",
      "toke",
      "Toke",
      "TOKE",
      "sswo",
      "SSWO",
      "sswd",
      "SSWD",
      "sphr",
      "SPHR",
      "Key",
      "KEY",
      "key",
    ].flatMap((word) =>
      word.length === 4
        ? [{ bytes: word, near: ASSIGNMENT }]
        : Array.from("_-isghneISGHNE", (before) => ({ bytes: before + word, near: ASSIGNMENT })),
    ),
    pattern: ASSIGNED,
    accepts: isAssignedSecret,
    guessable: true,
  }),
];
