#!/usr/bin/env bash
# Make the environment in .venv from nothing but Python, git and make. The Makefile calls this; it is quick when there is nothing to do.
#   tools/setup.sh venv              an empty environment in .venv
#   tools/setup.sh install ROLE...   the packages of requirements/ROLE.txt, by hash and from wheels alone, and Kniha itself
#   tools/setup.sh system            chromium, Firefox ESR, strace, Tesseract and the PostgreSQL server for the tests, where this is Debian and we are root
# Where packages come from is the machine's business: PIP_* variables and pip's own configuration are obeyed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 2; }

newest_python() {
  local name
  for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed, and none was found. On Debian or Ubuntu: apt-get install python3 python3-venv"
}

make_venv() {
  local python
  python=$(newest_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv"
  say "Making .venv with $("$python" --version) ($python)"
  "$python" -m venv --clear .venv || fail "python -m venv failed (above). On Debian or Ubuntu: apt-get install python3-venv"
}

# A second try, for a network that failed once.
twice() {
  "$@" && return
  say "That failed; trying once more."
  sleep 3
  "$@"
}

pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }

install_roles() {
  local role files=()
  for role in "$@"; do files+=(-r "requirements/$role.txt"); done
  say "Installing $* ..."
  twice pip install --quiet --require-hashes --only-binary :all: "${files[@]}" ||
    fail "pip could not install ${files[*]} (above); check the network, or PIP_INDEX_URL"
  pip install --quiet --no-index --no-deps --no-build-isolation --editable .
}

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

# English comes with the program.
has_tesseract() { [ "$(compgen -G '/usr/share/tesseract-ocr/5/tessdata/???.traineddata' | grep -cE '/(bel|eng|rus)\.')" -eq 3 ]; }

install_system() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v firefox-esr >/dev/null || missing+=(firefox-esr)
  has_postgres || missing+=(postgresql)
  command -v strace >/dev/null || missing+=(strace)
  has_tesseract || missing+=(tesseract-ocr tesseract-ocr-bel tesseract-ocr-rus)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing ${missing[*]} ..."
    export DEBIAN_FRONTEND=noninteractive
    twice apt-get update -qq >&2 || say "The package lists are not all fresh; going on with what there is."
    twice apt-get install -y -qq --no-install-recommends "${missing[@]}" fonts-dejavu-core >&2
  else
    say "Not here, and not ours to install: ${missing[*]}. The tests that need them will be skipped."
  fi
}

case "${1:-}" in
  venv) make_venv ;;
  install) shift; install_roles "$@" ;;
  system) install_system ;;
  *) fail "expected venv, install or system, found '${1:-}'" ;;
esac
