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
"$folder/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$folder" || {
  echo "AMTS needs Python's venv module: on Debian and Ubuntu install python3-venv and run make again" >&2
  exit 1
}
echo "== setting up $folder with $("$folder/bin/python" --version): about a minute, once"
# uv unpacks in a minute what pip unpacks in four; it asks the index and trusts the certificates that pip is set to.
"$folder/bin/python" -m pip install --quiet uv==0.13.9
index=$("$folder/bin/python" -m pip config get global.index-url 2>/dev/null || true)
if [ -n "${PIP_INDEX_URL:-$index}" ]; then export UV_DEFAULT_INDEX="${PIP_INDEX_URL:-$index}"; fi
export UV_SYSTEM_CERTS=true UV_HTTP_TIMEOUT=180
export UV_CACHE_DIR=$folder/uv-cache # everything stays in the folder of the checkout
install=("$folder/bin/uv" pip install --python "$folder/bin/python")
[ -t 2 ] || install+=(--quiet)
"${install[@]}" --requirement requirements.txt --requirement requirements-dev.txt
"${install[@]}" --no-deps --no-build-isolation --editable .
rm -rf "$UV_CACHE_DIR"
