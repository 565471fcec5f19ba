#!/usr/bin/env bash
# Runs our command beside DataDesigner and Harbor (suite.py). Needs a build, python3 with venv, and
# PyPI the first time. Arguments go to suite.py.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=test/interop
venv=.venv/interop
stamp="$venv/installed.txt"
wanted=$(python3 --version && cat "$here"/requirements*.txt)

if [[ ! -d dist ]]; then
  echo "interop: no build in dist/; run \`npm run build\` first" >&2
  exit 2
fi
if [[ ! -f $stamp || $(cat "$stamp") != "$wanted" ]]; then
  echo "interop: installing into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  pip=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check)
  "${pip[@]}" --requirement "$here/requirements.txt"
  "${pip[@]}" --no-deps --ignore-requires-python --requirement "$here/requirements-no-deps.txt"
  printf '%s' "$wanted" > "$stamp"
fi
exec "$venv/bin/python" -B "$here/suite.py" "$@"
