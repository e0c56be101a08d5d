#!/usr/bin/env bash
# Make the virtual environment from the pinned requirements, with what the tests need. usage: setup.sh FOLDER
set -euo pipefail
folder=$1
for candidate in python3.11 python3.12 python3.13 python3; do
  if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "${python:-}" ]; then
  echo "AMTS needs Python 3.11, 3.12 or 3.13: install one and run make again" >&2
  exit 1
fi
echo "== setting up $folder with $($python --version): about 2 minutes, once"
"$folder/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$folder" || {
  echo "AMTS needs Python's venv module: on Debian and Ubuntu install python3-venv and run make again" >&2
  exit 1
}
"$folder/bin/python" -m pip install --quiet --upgrade "pip>=25"
"$folder/bin/python" -m pip install --quiet --progress-bar on --requirement requirements.txt --requirement requirements-dev.txt
"$folder/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
