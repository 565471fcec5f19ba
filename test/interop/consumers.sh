#!/usr/bin/env bash
# Loads what our command writes in the programs that read it (consumers/suite.py). Needs a build,
# python3 with venv, jq, and PyPI the first time. Arguments go to suite.py.
set -euo pipefail
cd "$(dirname "$0")/../.."

. test/support/venv.sh
here=test/interop
need_build consumers
make_venv consumers "$here/requirements-consumers.txt"

# Nothing of the user's is read or left behind: caches go where the suite's files go.
work=$(mktemp -d "${TMPDIR:-/tmp}/consumers-XXXXXX")
trap 'rm -rf "$work"' EXIT
export NEMO_TELEMETRY_ENABLED=false HF_HUB_OFFLINE=1 HF_HOME="$work/huggingface" DATA_DESIGNER_HOME="$work/data-designer" CONSUMERS_WORK="$work"
"$venv/bin/python" -B "$here/consumers/suite.py" "$@"
