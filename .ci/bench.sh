#!/usr/bin/env bash
# Measures the suite against bare endpoints, side by side. .ci/bench.sh --help says what can be asked for.
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/bench -c Release -v quiet --nologo >&2
exec artifacts/bin/TrustCenter.Bench/release/TrustCenter.Bench "$@"
