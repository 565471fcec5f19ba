#!/usr/bin/env bash
# JUnit reports before programs that read them (reports.py): Jenkins' schema, as pytest carries it in its
# sources, and junitparser. Needs a build, python3 with venv, and PyPI the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=test/interop
venv=.venv/reports
stamp="$venv/installed.txt"
pytest=pytest==8.4.2
wanted=$(python3 --version && echo "$pytest" && cat "$here/requirements-reports.txt")

if [[ ! -d dist ]]; then
  echo "reports: no build in dist/; run \`npm run build\` first" >&2
  exit 2
fi
if [[ ! -f $stamp || $(cat "$stamp") != "$wanted" ]]; then
  echo "reports: installing into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements-reports.txt"
  "$venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$venv/sources" "$pytest"
  tar -xzf "$venv"/sources/pytest-*.tar.gz -C "$venv" --strip-components=3 --wildcards '*/junit-10.xsd'
  printf '%s' "$wanted" > "$stamp"
fi
exec "$venv/bin/python" -B "$here/reports.py" "$venv/junit-10.xsd"
