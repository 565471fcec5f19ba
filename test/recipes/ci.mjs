/**
 * Runs the commands of action.yml and docs/ci.md as CI does, with the packed package: the scripts are
 * taken from there, the inputs come as variables.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), "rollout-ingest-ci-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", work], {
  cwd: root,
  encoding: "utf8",
}).trim();

/** A folder of a case, with rollouts in it. */
function project(name, fixtures) {
  const folder = path.join(work, name);
  mkdirSync(folder);
  for (const [at, fixture] of Object.entries(fixtures)) {
    cpSync(path.join(root, "fixtures", fixture), path.join(folder, at), { recursive: true });
  }
  return folder;
}

const WHOLE = { rollouts: "atif/harbor-job" };
const BROKEN = { ...WHOLE, "rollouts/gap.json": "codes/step-id-order/trajectory.json" };

/** A script in bash, as the runners start it. */
function bash(script, cwd, env) {
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    // What the machine needs to reach the registry stays.
    env: { ...process.env, npm_config_cache: path.join(work, "npm"), npm_config_fetch_retries: "1", ...env },
  });
  return { status, stdout, stderr };
}

const action = parse(readFileSync(path.join(root, "action.yml"), "utf8"));
const [install, run] = action.runs.steps.filter((step) => step.run !== undefined);

/** A step of the action, with some inputs and the defaults of the others. */
function takeStep(step, cwd, inputs, searchPath = process.env.PATH) {
  const env = { PATH: searchPath, RUNNER_TEMP: path.join(work, "runner") };
  for (const name of ["GITHUB_PATH", "GITHUB_OUTPUT"]) {
    env[name] = path.join(work, name);
    writeFileSync(env[name], "");
  }
  for (const [name, value] of Object.entries(step.env)) {
    const [, input] = /^\$\{\{ inputs\.([\w-]+) \}\}$/u.exec(value);
    env[name] = inputs[input] ?? action.inputs[input].default;
  }
  const result = bash(step.run, cwd, env);
  return { ...result, path: readFileSync(env.GITHUB_PATH, "utf8"), output: readFileSync(env.GITHUB_OUTPUT, "utf8") };
}

const installed = takeStep(install, work, { version: packed });
assert.equal(installed.status, 0, installed.stderr);
const searchPath = `${installed.path.trim()}:${process.env.PATH}`;
const act = (cwd, inputs) => takeStep(run, cwd, inputs, searchPath);
const lines = (file) => readFileSync(file, "utf8").trimEnd().split("\n");

{
  const cwd = project("rows", WHOLE);
  const result = act(cwd, { path: "rollouts", output: "seeds.jsonl" });
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.output, "status=0\n");
  assert.equal(lines(path.join(cwd, "seeds.jsonl")).length, 3);
}
{
  const cwd = project("broken", BROKEN);
  const checked = act(cwd, { path: "rollouts", sarif: "found.sarif", reports: "junit=found.xml\njsonl=found.jsonl\n" });
  assert.equal(checked.status, 1, checked.stderr);
  assert.equal(checked.output, "status=1\n");
  assert.match(checked.stdout + checked.stderr, /^::error .*file=rollouts\/gap\.json.*step-id-order/mu);
  const { runs } = JSON.parse(readFileSync(path.join(cwd, "found.sarif"), "utf8"));
  assert.deepEqual(
    runs[0].results.map(({ ruleId }) => ruleId),
    ["step-id-order"],
  );
  assert.match(readFileSync(path.join(cwd, "found.xml"), "utf8"), /<failure/u);
  assert.ok(lines(path.join(cwd, "found.jsonl")).length > 0);

  assert.equal(act(cwd, { path: "rollouts", "fail-on": "never" }).status, 0);
  assert.equal(act(cwd, { path: "rollouts", validation: "lenient" }).status, 0);
  assert.equal(act(cwd, { path: "rollouts", validation: "lenient", "fail-on": "warning" }).status, 1);
  const limited = act(cwd, { path: "rollouts", output: "one.jsonl", flags: "--num-records=1\n--quiet\n" });
  assert.equal(limited.status, 0, limited.stderr);
  assert.equal(lines(path.join(cwd, "one.jsonl")).length, 1);
}
{
  const cwd = project("hostile", WHOLE);
  const texts = [
    "$(touch hacked)",
    "; touch hacked",
    '" ; touch hacked #',
    "`touch hacked`",
    "\ntouch hacked",
    "a b",
    "-x",
  ];
  for (const text of texts) {
    for (const input of Object.keys(action.inputs).filter((name) => !["version", "node-version"].includes(name))) {
      // What names a file may name any: it must only not be run.
      const { status } = act(cwd, { path: "rollouts", [input]: text });
      assert.ok([0, 2].includes(status), `${input}: ${text}`);
      assert.ok(!existsSync(path.join(cwd, "hacked")), `${input}: ${text} was run`);
    }
  }
  assert.equal(act(cwd, { path: "nowhere" }).status, 2);
  const refused = takeStep(install, cwd, { version: "0.1.0$(touch hacked) --prefix=." });
  assert.notEqual(refused.status, 0);
  assert.ok(!existsSync(path.join(cwd, "hacked")), "the version was run");
}
process.stdout.write("GitHub: the action's scripts do what docs/ci.md says\n");

const blocks = [...readFileSync(path.join(root, "docs/ci.md"), "utf8").matchAll(/```yaml\n([\s\S]*?)```/gu)].map(
  ([, text]) => parse(text),
);
const workflow = blocks.find((block) => block.jobs !== undefined);
const { with: inputs } = workflow.jobs.check.steps.at(-1);
for (const name of Object.keys(inputs)) assert.ok(name in action.inputs, name);

const gitlab = blocks.find((block) => block.rollouts !== undefined).rollouts;
for (const { name, fixtures, expected } of [
  { name: "gitlab-whole", fixtures: WHOLE, expected: 0 },
  { name: "gitlab-broken", fixtures: BROKEN, expected: 1 },
]) {
  const cwd = project(name, fixtures);
  const prefix = path.join(work, "global");
  const env = {
    ...gitlab.variables,
    ROLLOUT_INGEST: path.join(work, packed),
    npm_config_prefix: prefix,
    PATH: `${prefix}/bin:${process.env.PATH}`,
  };
  const result = bash([...gitlab.before_script, ...gitlab.script].join("\n"), cwd, env);
  assert.equal(result.status, expected, result.stderr);
  for (const artifact of [...gitlab.artifacts.paths, gitlab.artifacts.reports.junit, ...gitlab.cache.paths]) {
    assert.ok(existsSync(path.join(cwd, artifact)), artifact);
  }
  assert.equal(readFileSync(path.join(cwd, "seeds.parquet")).subarray(0, 4).toString(), "PAR1");
  assert.equal(/<failure/u.test(readFileSync(path.join(cwd, "rollouts.xml"), "utf8")), expected === 1);
}
process.stdout.write("GitLab: the job does what docs/ci.md says\n");

const [hook] = blocks.find((block) => block.repos !== undefined).repos[0].hooks;
const cwd = project("hook", BROKEN);
const files = ["rollouts/gap.json", "rollouts/say-hello__Zt5Rn0c/agent/trajectory.json"];
for (const file of files) assert.match(file, new RegExp(hook.files, "u"));
for (const [given, expected] of [
  [files.slice(1), 0],
  [files, 1],
]) {
  // pre-commit splits the entry as a shell does, and puts the names of the files behind it.
  const quoted = given.map((file) => `'${file}'`).join(" ");
  const result = bash(`${hook.entry} ${quoted}`, cwd, { PATH: searchPath });
  assert.equal(result.status, expected, result.stderr);
}
process.stdout.write("pre-commit: the hook does what docs/ci.md says\n");
