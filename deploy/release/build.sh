#!/usr/bin/env bash
# Build the wheel twice, from two folders; refuse if a byte differs. Then list and sum up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$PWD/.venv/bin
out=${1:-dist}
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT

rm -rf "$out"
mkdir -p "$out"
"$bin/uv" build --quiet --wheel --out-dir "$out"
cp -r pyproject.toml README.md schemas streams "$again"
(cd "$again" && "$bin/uv" build --quiet --wheel --out-dir built)
wheel=$(basename "$out"/*.whl)
cmp "$out/$wheel" "$again/built/$wheel"

"$bin/uv" venv --quiet --python "$bin/python" "$again/installed"
"$bin/uv" export --quiet --locked --no-dev --no-emit-project -o "$again/requirements.txt"
"$bin/uv" pip install --quiet --python "$again/installed/bin/python" --only-binary :all: \
    --require-hashes -r "$again/requirements.txt"
"$bin/uv" pip install --quiet --python "$again/installed/bin/python" --no-deps "$out/$wheel"
"$bin/cyclonedx-py" environment "$again/installed/bin/python" --output-reproducible \
    -o "$out/sbom.cdx.json"
cp deploy/release/licences.csv "$out"
(cd "$out" && rm -f .gitignore && sha256sum -- * > SHA256SUMS && cat SHA256SUMS)
