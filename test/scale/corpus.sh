#!/usr/bin/env bash
# Makes a corpus of all formats out of the fixtures, in the folders that agents give them.
# usage: corpus.sh <folder>
set -euo pipefail
cd "$(dirname "$0")/../.."

into=$1
mkdir -p "$into"/{claude,codex,pi,hermes}
cp -r fixtures/atif "$into/atif"
for case in fixtures/claude-code/*/; do cp -r "$case" "$into/claude/-work-$(basename "$case")"; done
for case in forks plain subagents twins wrapped; do cp -r "fixtures/codex/$case" "$into/codex/$case"; done
for case in fixtures/pi/{branches,forks,plain,tools,tree}/; do cp -r "$case" "$into/pi/--$(basename "$case")--"; done
cp -r fixtures/hermes/stores "$into/hermes/me"
