#!/usr/bin/env bash
# Runs the tests of the JavaScript client, and says which it leaves out because something is missing: Node 18 or newer
# for all tests, Node 20 and Chromium for those in a browser. With PAYCAST_NODE_TESTS=required it fails instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# leave_out WHICH NEEDED
leave_out() {
    echo "The JavaScript client: $1 are left out. They need $2."
    if [[ ${PAYCAST_NODE_TESTS:-} == required ]]; then exit 1; fi
}

version=$(node --version 2>/dev/null || true)
major=${version#v}
major=${major%%.*}
if ((${major:-0} < 18)) || ! command -v npm >/dev/null; then
    leave_out 'its tests' "Node 18 or newer and npm on the PATH; Node is ${version:-missing}"
    exit 0
fi

# Without a network, an unchanged installation will do.
if ! cmp -s package-lock.json node_modules/.paycast-lock; then
    npm ci --loglevel error --fetch-retries 5
    cp package-lock.json node_modules/.paycast-lock
fi

tests=(test/*.test.js)
chromium=${PAYCAST_CHROMIUM:-/usr/bin/chromium}
if ((major < 20)) || [[ ! -x $chromium ]]; then
    leave_out 'the tests in a browser' "Node 20 or newer and $chromium (Debian's package \"chromium\"; PAYCAST_CHROMIUM names another)"
    tests=()
    for file in test/*.test.js; do
        grep -q 'support/browser.js' "$file" || tests+=("$file")
    done
fi
# One file after the other: several start the whole system.
for file in "${tests[@]}"; do
    node --test --test-reporter spec "$file"
done
