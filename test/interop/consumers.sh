#!/usr/bin/env bash
# Loads what our command writes in the programs that read it (consumers/suite.py). Needs a build,
# python3 with venv, jq, and PyPI the first time. Arguments go to suite.py.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=test/interop
venv=.venv/consumers
stamp="$venv/installed.txt"
wanted=$(python3 --version && cat "$here/requirements-consumers.txt")

if [[ ! -d dist ]]; then
  echo "consumers: no build in dist/; run \`npm run build\` first" >&2
  exit 2
fi
if [[ ! -f $stamp || $(cat "$stamp") != "$wanted" ]]; then
  echo "consumers: installing into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements-consumers.txt"
  printf '%s' "$wanted" > "$stamp"
fi

# Nothing of the user's is read or left behind: caches go where the suite's files go.
work=$(mktemp -d "${TMPDIR:-/tmp}/consumers-XXXXXX")
trap 'rm -rf "$work"' EXIT
export NEMO_TELEMETRY_ENABLED=false HF_HUB_OFFLINE=1 HF_HOME="$work/huggingface" DATA_DESIGNER_HOME="$work/data-designer" CONSUMERS_WORK="$work"
"$venv/bin/python" -B "$here/consumers/suite.py" "$@"
