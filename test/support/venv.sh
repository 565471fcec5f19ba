# Python environments of the slower suites: to be sourced, from the root of the repository.

# make_venv <name> <requirements>: installs into .venv/<name> what is not there yet, and sets $venv.
make_venv() {
  local name=$1 requirements=$2 stamp wanted
  venv=.venv/$name
  stamp=$venv/installed.txt
  wanted=$(python3 --version && cat "$requirements")
  if [[ -f $stamp && $(cat "$stamp") == "$wanted" ]]; then return; fi
  echo "$name: installing into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
  printf '%s' "$wanted" > "$stamp"
}

# need_build <suite>: nothing can be tested without one.
need_build() {
  if [[ -d dist ]]; then return; fi
  echo "$1: no build in dist/; run \`npm run build\` first" >&2
  exit 2
}
