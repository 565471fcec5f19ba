#!/usr/bin/env bash
# Packs the package, installs it into an empty folder as a user would, and runs the command and the library.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$root" && npm pack --silent --pack-destination "$work" > /dev/null)
cd "$work"
size=$(stat -c %s rollout-ingest-*.tgz)
if [ "$size" -gt 700000 ]; then
  echo "the package has grown to $size bytes" >&2
  exit 1
fi
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund ./rollout-ingest-*.tgz

npx --no-install rollout-ingest --version
npx --no-install rollout-ingest --format atif --trace-dir "$root/fixtures/atif/harbor-job" --source-path relative > rows.jsonl
test "$(wc -l < rows.jsonl)" -eq 3

# What is bundled and what is installed beside it: the Parquet writer, the zstd codec.
for name in rows.parquet rows.jsonl.zst; do
  npx --no-install rollout-ingest --format atif --trace-dir "$root/fixtures/atif/harbor-job" --quiet -o "$name"
done
test "$(head -c 4 rows.parquet)$(tail -c 4 rows.parquet)" = PAR1PAR1
test "$(head -c 4 rows.jsonl.zst | od -An -tx1 | tr -d ' ')" = 28b52ffd
npx --no-install rollout-ingest man | cmp - node_modules/rollout-ingest/dist/rollout-ingest.1
npm install --global --prefix "$work/global" --silent --no-audit --no-fund ./rollout-ingest-*.tgz
cmp global/share/man/man1/rollout-ingest.1 node_modules/rollout-ingest/dist/rollout-ingest.1
global/bin/rollout-ingest --version
npx --no-install rollout-ingest explain step-id-order | grep -q "The way out"
npx --no-install rollout-ingest schema | cmp - "$root/docs/seed-row.schema.json"

# The database of Hermes, with the optional package and without it.
mkdir hermes
cat > make.mjs <<'JS'
import { readFileSync } from "node:fs";
import sqlite from "node-sqlite3-wasm";
const database = new sqlite.Database("hermes/state.db");
database.exec("PRAGMA foreign_keys = OFF");
database.exec(readFileSync(process.argv[2], "utf8"));
database.close();
JS
node make.mjs "$root/fixtures/hermes/state-v6/state.sql"
npx --no-install rollout-ingest --trace-dir hermes --quiet > sessions.jsonl
test -s sessions.jsonl
mv node_modules/node-sqlite3-wasm .
status=0
npx --no-install rollout-ingest --trace-dir hermes 2> problems.txt > none.jsonl || status=$?
test "$status" -eq 1
grep -q no-database-reader problems.txt
npx --no-install rollout-ingest --trace-dir "$root/fixtures/atif/harbor-job" --quiet > rows.jsonl
mv node-sqlite3-wasm node_modules/

# The rules for secrets: a file that the command and the library share.
mkdir secrets
cat > secrets.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { ingest } from "rollout-ingest";
const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");
const rollout = JSON.parse(readFileSync(process.argv[2], "utf8"));
rollout.steps[0].message = `Use ${token}`;
writeFileSync("secrets/a.json", JSON.stringify(rollout));
let redacted = false;
for await (const row of ingest({ traceDir: "secrets", redact: "replace" })) {
  redacted ||= JSON.stringify(row).includes("Use [REDACTED:github-token:");
}
if (!redacted) throw new Error("the library left a secret");
JS
node secrets.mjs "$(find "$root/fixtures/atif/harbor-job" -name trajectory.json | sort | head -n 1)"
npx --no-install rollout-ingest --trace-dir secrets --redact --quiet | grep -q "Use \[REDACTED:github-token:"

cat > use.mjs <<'JS'
import schema from "rollout-ingest/seed-row.schema.json" with { type: "json" };
import report from "rollout-ingest/report.schema.json" with { type: "json" };
import manifest from "rollout-ingest/manifest.schema.json" with { type: "json" };
import { ingest, seedRowSchema } from "rollout-ingest";
let rows = 0;
for await (const row of ingest({ format: "atif", traceDir: process.argv[2] })) {
  seedRowSchema.parse(row);
  rows++;
}
if (rows !== 3) throw new Error(`the library gave ${rows} rows`);
if (report.title !== "Report" || manifest.title !== "Manifest") throw new Error("a schema is not what it should be");
if (schema.title !== "Seed row") throw new Error("the schema is not what it should be");
JS
node use.mjs "$root/fixtures/atif/harbor-job"

# The declarations hold for a strict TypeScript program on Node.
cat > use.ts <<'TS'
import { ingest, type PlainSeedRow } from "rollout-ingest";
export async function firstTrace(traceDir: string): Promise<string | null> {
  for await (const row of ingest({ format: "atif", traceDir })) {
    const plain: PlainSeedRow = row;
    return plain.trace_id;
  }
  return null;
}
TS
"$root/node_modules/.bin/tsc" --noEmit --strict --target es2023 --lib es2023 --module nodenext --typeRoots "$root/node_modules/@types" --types node use.ts
echo "package: installed ($size bytes), ran, type-checked"
