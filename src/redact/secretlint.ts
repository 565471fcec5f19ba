/**
 * The rules of secretlint's recommended preset. They are written for a linter that reads files, and
 * called here for texts: a rule gets its text and reports ranges, synchronously.
 */
import { rules as preset } from "@secretlint/secretlint-rule-preset-recommend";
import { anchors, anchorsAfter, NOT_LETTER, type Anchor, type Find, type Rule } from "./find.ts";
import { isPlaceholder } from "./plausible.ts";
import { tagOf } from "./placeholder.ts";

/** The part of a rule that is used. */
interface PresetRule {
  readonly meta: { readonly id: string };
  create(
    context: PresetContext,
    options: Readonly<Record<string, unknown>>,
  ): { file?(source: PresetSource): void | Promise<void> };
}

interface PresetContext {
  createTranslator(messages: unknown): (messageId: string) => { readonly messageId: string };
  report(report: PresetReport): void;
  ignore(): void;
}

interface PresetReport {
  readonly message: { readonly messageId: string };
  readonly range: readonly [number, number];
}

/** No path: a text of a row is not a file of a project. */
interface PresetSource {
  readonly content: string;
  readonly filePath: undefined;
  readonly ext: "";
}

const PREFIX = "@secretlint/secretlint-rule-";

/** How a rule is used: where it is asked, and what its finds are called, by message or all the same. */
interface Use {
  readonly anchors: readonly Anchor[];
  readonly kind: string | Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * The rules by id. A test compares this with the preset, so that a new version brings no rule that
 * nobody looked at, and plants what each of them finds.
 */
export const USED: Readonly<Record<string, Use>> = {
  aws: {
    anchors: [
      ...anchors("AKIA", "AGPA", "AIDA", "AROA", "AIPA", "ANPA", "ANVA", "ASIA"),
      ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", (last) => ({ bytes: `A3T${last}` })),
    ],
    // Account numbers are no secrets; of a secret key the rule gives the place of its name.
    kind: { AWSAccessKeyID: "aws-access-key-id" },
    options: { enableIDScanRule: true },
  },
  // Of the two others it gives the wrong place, or asks for a file's name.
  npm: { anchors: anchors("npm_"), kind: { NPM_ACCESS_TOKEN: "npm-token" } },
  slack: {
    anchors: [...anchors("xoxb", "xoxp", "xapp", "xoxa", "xoxo", "xoxr"), ...anchors("ks.s", "KS.S")],
    kind: { SLACK_TOKEN: "slack-token", IncomingWebhook: "slack-webhook" },
  },
  sendgrid: { anchors: anchorsAfter(NOT_LETTER, "SG."), kind: "sendgrid-key" },
  shopify: { anchors: anchors("shpp", "shpc", "shpa", "shps"), kind: "shopify-token" },
  stripe: { anchors: anchors("sk_l", "sk_t", "rk_l", "rk_t"), kind: "stripe-key" },
  github: { anchors: anchors("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "hub_"), kind: "github-token" },
  gitlab: { anchors: anchors("glpa"), kind: "gitlab-token" },
  grafana: { anchors: anchors("glc_", "glsa"), kind: "grafana-token" },
  openai: { anchors: anchors("lbkF"), kind: "openai-key" },
  anthropic: { anchors: anchors("sk-a"), kind: "anthropic-key" },
  groq: { anchors: anchors("gsk_"), kind: "groq-key" },
  huggingface: { anchors: anchorsAfter(NOT_LETTER, "hf_"), kind: "huggingface-token" },
  linear: { anchors: anchors("n_ap"), kind: "linear-key" },
  notion: { anchors: Array.from("0123456789", (digit) => ({ bytes: `tn_${digit}` })), kind: "notion-token" },
  "1password": { anchors: anchors("s_ey"), kind: "1password-token" },
  "hashicorp-vault": { anchors: anchors("hvs.", "hvb.", "hvr."), kind: "vault-token" },
  vercel: { anchors: anchors("vcp_", "vci_", "vca_", "vcr_", "vck_"), kind: "vercel-token" },
  databricks: { anchors: anchors("dapi"), kind: "databricks-token" },
  docker: { anchors: anchors("kr_p"), kind: "docker-token" },
  figma: { anchors: anchors("igd_"), kind: "figma-token" },
  cloudflare: { anchors: anchors("cfk_", "cfut", "cfat"), kind: "cloudflare-token" },
  tailscale: { anchors: anchors("key-"), kind: "tailscale-key" },
};

/** The others, and why they are not used. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  privatekey: "finds whole keys only; ours also what a cut leaves of one, encrypted ones and those of PGP with headers",
  basicauth: "takes the whole address; ours the password in it",
  "database-connection-string": "takes the whole address; ours the password in it",
  gcp: "looks at files that are keys",
  "filter-comments": "would let a comment in a rollout switch rules off",
};

export function presetIds(): readonly string[] {
  const rules: readonly PresetRule[] = preset;
  return rules.map(({ meta }) => meta.id.slice(PREFIX.length));
}

/** The rules of the preset as ours. */
export function secretlintRules(): readonly Rule[] {
  const rules: readonly PresetRule[] = preset;
  return rules.flatMap((rule) => {
    const use = USED[rule.meta.id.slice(PREFIX.length)];
    return use === undefined ? [] : [adapt(rule, use)];
  });
}

function adapt(rule: PresetRule, { anchors, kind, options = {} }: Use): Rule {
  let reports: PresetReport[] = [];
  const instance = rule.create(
    {
      createTranslator: () => (messageId) => ({ messageId }),
      report: (report) => void reports.push(report),
      ignore: () => undefined,
    },
    options,
  );
  return {
    anchors,
    find(content) {
      reports = [];
      void instance.file?.({ content, filePath: undefined, ext: "" });
      return reports.flatMap(({ message, range: [start, end] }): Find[] => {
        const name = typeof kind === "string" ? kind : kind[message.messageId];
        const secret = content.slice(start, end);
        return name === undefined || isPlaceholder(secret) ? [] : [{ start, end, kind: name, tag: tagOf(secret) }];
      });
    },
  };
}
