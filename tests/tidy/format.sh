#!/usr/bin/env bash
# Every C++ file is as .clang-format has it. `format.sh --fix` makes it so.
set -euo pipefail
cd "$(dirname "$0")/../.."
mode=(--dry-run -Werror)
[[ ${1-} == --fix ]] && mode=(-i)
find rules engine storage connectors app web bench tests \( -name node_modules -o -name build \) -prune -o \
    \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 -r clang-format-14 "${mode[@]}"
