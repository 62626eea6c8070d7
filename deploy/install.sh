#!/usr/bin/env bash
# Installs what is missing of deploy/packages-LIST.txt for each LIST named: deploy/install.sh build run test
# Asks apt nothing when all is there. Needs root or sudo otherwise. Debian 12.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing=()
for list in "${@:-build}"; do
    while read -r package command _; do
        [[ -z $package || $package == '#'* ]] && continue
        [[ -n $command ]] && command -v "$command" >/dev/null && continue
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done <"$here/packages-$list.txt"
done
((${#missing[@]})) || exit 0

echo "installing: ${missing[*]}"
root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "install.sh: run as root, or install these packages: ${missing[*]}" >&2; exit 1; }
    root=(sudo)
fi
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
