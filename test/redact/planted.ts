/**
 * Made-up secrets, each of the form that its issuer gives it, and the texts that they are planted in.
 * They are put together at run time: nothing in this file has the form of one.
 */

/** Numbers that follow from a seed. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";
const LETTERS = UPPER + LOWER;
const WORD = LETTERS + DIGITS;
const HEX = "0123456789abcdef";

function draw(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[random(alphabet.length)] ?? "").join("");
}

/** Letters and digits, some of both at fixed places: no chance draws a word. */
function token(random: Random, length: number, alphabet: string = WORD): string {
  const drawn = draw(random, alphabet, length);
  return length < 8 ? drawn : `${drawn.slice(0, 2)}7k${drawn.slice(4, 6)}3Q`.slice(0, 8).concat(drawn.slice(8));
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function pem(random: Random, name: string, lines: number, begin = "MIIE"): string {
  const body = Array.from({ length: lines }, (_, line) => {
    const text = draw(random, `${WORD}+/`, 64);
    return line === 0 ? begin + text.slice(begin.length) : text;
  });
  return [`-----BEGIN ${name}-----`, ...body, `-----END ${name}-----`].join("\n");
}

const FORMS: Readonly<Record<string, readonly ((random: Random) => string)[]>> = {
  "aws-access-key-id": [(r) => `AK·IA${draw(r, `${UPPER}234567`, 16)}`, (r) => `AS·IA${draw(r, `${UPPER}234567`, 16)}`],
  "github-token": [
    (r) => `gh·p_${token(r, 36)}`,
    (r) => `gh·s_${token(r, 36)}`,
    (r) => `github·_pat_${token(r, 22)}_${token(r, 59)}`,
  ],
  "gitlab-token": [(r) => `gl·pat-${token(r, 20)}`, (r) => `gl·dt-${token(r, 20)}`],
  "slack-token": [
    (r) => `xo·xb-${draw(r, DIGITS, 12)}-${draw(r, DIGITS, 12)}-${token(r, 24)}`,
    (r) => `xo·xs-${draw(r, DIGITS, 12)}-${token(r, 40)}`,
  ],
  "slack-webhook": [(r) => `https://hooks.slack·.com/services/T${token(r, 8)}/B${token(r, 9)}/${token(r, 24)}`],
  "stripe-key": [(r) => `sk·_live_${token(r, 24)}`, (r) => `rk·_test_${token(r, 40)}`],
  "openai-key": [(r) => `sk-${token(r, 20)}T3Blb·kFJ${token(r, 20)}`],
  "sk-key": [
    (r) => `sk-·proj-${token(r, 48)}`,
    (r) => `sk-·or-v1-${draw(r, HEX, 64)}`,
    (r) => `sk-${draw(r, HEX, 32)}`,
  ],
  "anthropic-key": [(r) => `sk-·ant-api03-${token(r, 93)}AA`],
  "groq-key": [(r) => `gs·k_${token(r, 52)}`],
  "huggingface-token": [(r) => `h·f_${draw(r, LETTERS, 34)}`, (r) => `h·f_${token(r, 34)}`],
  "linear-key": [(r) => `lin·_api_${token(r, 40)}`],
  "notion-token": [(r) => `nt·n_${draw(r, DIGITS, 11)}${token(r, 35)}`],
  "npm-token": [(r) => `np·m_${token(r, 36)}`],
  "pypi-token": [(r) => `pyp·i-AgEIcHlwaS5vcmc${token(r, 130)}`],
  "sendgrid-key": [(r) => `S·G.${token(r, 22)}.${token(r, 43)}`],
  "shopify-token": [(r) => `shp·at_${draw(r, HEX, 32)}`],
  "grafana-token": [(r) => `gl·sa_${token(r, 32)}_${draw(r, HEX, 8)}`],
  "vault-token": [(r) => `hv·s.${token(r, 95)}`],
  "vercel-token": [(r) => `vc·p_${token(r, 24)}`],
  "databricks-token": [(r) => `dap·i${draw(r, HEX, 32)}`],
  "docker-token": [(r) => `dckr·_pat_${token(r, 27)}`],
  "figma-token": [(r) => `fig·d_${token(r, 43)}`],
  "cloudflare-token": [(r) => `cf·ut_${token(r, 40)}${draw(r, HEX, 8)}`],
  "tailscale-key": [(r) => `tsk·ey-auth-${token(r, 17)}-${token(r, 32)}`],
  "google-api-key": [(r) => `AI·za${token(r, 35)}`],
  "google-oauth": [(r) => `GOC·SPX-${token(r, 28)}`, (r) => `ya·29.${token(r, 120)}`],
  "digitalocean-token": [(r) => `do·p_v1_${draw(r, HEX, 64)}`],
  "ai-service-key": [
    (r) => `nva·pi-${token(r, 64)}`,
    (r) => `ppl·x-${token(r, 48)}`,
    (r) => `r·8_${token(r, 37)}`,
    (r) => `ls·v2_pt_${draw(r, HEX, 32)}_${draw(r, HEX, 10)}`,
  ],
  "telegram-token": [(r) => `5${draw(r, DIGITS, 9)}:A·A${token(r, 33)}`],
  "age-key": [(r) => `AGE-SECRET·-KEY-1${draw(r, UPPER + DIGITS, 58)}`],
  jwt: [
    (r) =>
      `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(`{"sub":"${draw(r, DIGITS, 10)}","iat":1516239022}`)}.${token(r, 43)}`,
  ],
  "private-key": [
    (r) => pem(r, `RSA PRIVATE ·KEY`, 25),
    (r) => pem(r, `OPENSSH PRIVATE ·KEY`, 6, "b3BlbnNzaC1rZXktdjE"),
    (r) => pem(r, `ENCRYPTED PRIVATE ·KEY`, 28),
    (r) => pem(r, `PRIVATE ·KEY`, 2, "MC4CAQAwBQYDK2Vw"),
  ],
};

/** Takes out the dots that keep what stands in this file from being found by programs that look for secrets. */
function joined(text: string): string {
  return text.replaceAll("·", "");
}

/** By kind; a kind is planted in each of its forms. */
export const PLANTED: Readonly<Record<string, readonly ((random: Random) => string)[]>> = Object.fromEntries(
  Object.entries(FORMS).map(([kind, forms]) => [kind, forms.map((form) => (random: Random) => joined(form(random)))]),
);

/** Secrets that only what stands around them tells, with it: before, secret, behind. */
export const IN_CONTEXT: Readonly<Record<string, readonly ((random: Random) => readonly [string, string, string])[]>> =
  {
    "url-password": [
      (r) => ["DATABASE_URL=postgres://svc:", token(r, 16), "@db.internal:5432/app"],
      (r) => ["git clone https://build:", token(r, 20), "@git.corp.io/x.git"],
      (r) => ["redis://:", token(r, 12), "@cache.internal:6379/0"],
    ],
    "aws-secret-access-key": [(r) => ["aws_secret_access_key = ", draw(r, `${WORD}+/`, 39).concat("a"), "\n"]],
    "azure-storage-key": [
      (r) => [
        "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=",
        `${draw(r, `${WORD}+/`, 86)}==`,
        ";EndpointSuffix=core",
      ],
    ],
    authorization: [
      (r) => ["curl -H 'Authorization: Bearer ", token(r, 40), "' https://api.internal/v1"],
      (r) => ["Authorization: Basic ", Buffer.from(`svc:${token(r, 12)}`).toString("base64"), "\r\n"],
    ],
    "assigned-secret": [
      (r) => ["MAPBOX_API_KEY=", token(r, 32), "\n"],
      (r) => ['  "client_secret": "', token(r, 40), '",'],
      (r) => ["const authToken = '", token(r, 24), "';"],
      (r) => ["DB_PASSWORD: ", token(r, 20), "\n"],
    ],
  };

/** What rollouts are made of, with a place for the secret. */
export const FRAMES: Readonly<Record<string, (secret: string) => string>> = {
  prose: (secret) => `I set it to ${secret} and ran the tests again; 12 of 14 pass.`,
  dotenv: (secret) => `# local\nPORT=8080\nSERVICE_VALUE=${secret}\nDEBUG=false\n`,
  shell: (secret) => `$ export VALUE="${secret}" && make deploy 2>&1 | tail -20`,
  python: (secret) => `import os\n\nclient = Client(\n    value='${secret}',\n    timeout=30,\n)\n`,
  json: (secret) => `{\n  "name": "demo",\n  "value": ${JSON.stringify(secret)},\n  "list": [1, 2.50, null]\n}`,
  yaml: (secret) => `env:\n  - name: VALUE\n    value: ${secret}\nreplicas: 2\n`,
  log: (secret) => `2026-01-03T10:00:00Z [worker-7] INFO loaded value=${secret} in 12 ms\n`,
  diff: (secret) => `@@ -1,3 +1,3 @@\n context\n-VALUE=\n+VALUE=${secret}\n`,
  colour: (secret) => `\u001B[32m✔\u001B[0m value \u001B[1m${secret}\u001B[0m\n`,
  markdown: (secret) => `Use \`${secret}\` for it (“${secret}”).`,
  first: (secret) => `${secret} is what it printed`,
  last: (secret) => `It printed\n${secret}`,
  alone: (secret) => secret,
};

/** What only looks like a secret. */
export const DECOYS: readonly string[] = [
  "id 7f9c24e8-3b12-4c8e-9d5a-1f0e2d3c4b5a, call_abc123DEF456ghi789JKL012, toolu_01A09q90qw90lq917835lq9",
  "commit 9fceb02d0ae598e95dc970b74767f19372d61af8\nAuthor: A. Person <person@example.com>",
  '"node_modules/x": { "version": "1.2.3", "integrity": "sha512-Qn7oB0MKrBBE0pYMQHXLIG2MHjPXcXTVTWvLZzNMXXbSHGDvHlgxxNNAeT0XhTHYnEIeZRTNLTtOz7e2VnHWXg==" }',
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  ./file.tar.gz",
  `data:image/png;base64,${"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk".repeat(40)}==`,
  "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nANTHROPIC_API_KEY=your-api-key-here\nTOKEN=<token>",
  `aws_access_key_id = AK·IAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
  "password = os.environ['DB_PASSWORD']\ntoken = get_token(session, refresh=True)\nsecret: string | undefined;",
  "postgres://postgres:postgres@localhost:5432/test redis://localhost:6379 https://user:${PASSWORD}@host.example/",
  "max_tokens: 4096, total_tokens=128000 next_token_index = 12345678901234567890 tokenizer: bert-base-uncased-whole-word",
  "!function(e,t){for(var n=e.length,r=0;r<n;r++)t(e[r].key=r,e[r].token=n.token||r.tokens[0])}(window.a1b2,c3d4e5f6g7h8);",
  "class=\"sk-container-id-1 sk-estimator sk-toggleable__label-arrow\" id='sk-estimator-id-42-very-long-name'",
  "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----",
  `-----BEGIN PRIVATE ·KEY-----\n...\n-----END PRIVATE ·KEY-----`,
  'const BEGIN = "-----BEGIN PRIVATE ·KEY-----";\nexport function encodeKey(bytes: Uint8Array): string {\n  return `${BEGIN}\\n${toBase64(bytes)}\\n-----END PRIVATE ·KEY-----`;\n}',
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7v5jS1lqvV0O1m5pJ2mVwYyGjM0wq3nZ user@host",
  "https://example.com:8443/a@b https://github.com/org/repo/blob/main/src/key_manager.py#L10 git@github.com:org/repo.git",
  "from keys import api_key as key; api_key = settings.api_key.get_secret_value()\nassert token == expected_token_value",
  "csrf_token: {{ csrf_token() }} secretKeyRef: { name: app-secrets, key: database-url-production-1 }",
  "https://hooks.slack.com/services/ is where webhooks live; glpat- and ghp_ are prefixes; AIza too",
  'eyJ is how JWTs begin; eyJhbGciOi is base64 of {"alg":',
  "Authorization: Bearer <access_token>\nAuthorization: Bearer $TOKEN\nAuthorization: Bearer ${process.env.TOKEN}",
].map(joined);
