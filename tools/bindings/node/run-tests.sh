#!/bin/sh
# Tests a copy of the package in DIRECTORY, so that the tree stays free of node_modules.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1"
cp -R "$here/package.json" "$here/package-lock.json" "$here/index.js" "$here/index.d.ts" "$here/test" "$1"
# koffi comes compiled in packages of its own; no script has to run.
(cd "$1" && npm ci --prefer-offline --ignore-scripts --no-audit --no-fund)
(cd "$1" && npx --no-install tsc --strict --noEmit --target es2022 --module nodenext test/types.ts)
exec node --expose-gc "$1/test/logdiag.test.js"
