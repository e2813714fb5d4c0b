# Prepares the machine: installs missing Debian packages and finds the JDK 25 for Maven.

# The packages of the run, in addition to a JDK, Maven and bash. python3-websocket is a third-party WebSocket client.
packages=(docker.io docker-compose debootstrap iptables curl python3 python3-websocket)

machine_packages() {
    local missing=() name
    command -v mvn >/dev/null || packages+=(maven)
    for name in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
    done
    if ((${#missing[@]} == 0)); then return; fi
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        say "Missing packages, which only root on Debian can install: ${missing[*]}"
        return
    fi
    step 'apt-get' machine_install "${missing[@]}"
}

# For the JavaScript client. Without them, mvn verify leaves some of its tests out, and says so.
machine_client() { machine_optional 'apt-get of the client' node:nodejs npm:npm chromium:chromium; }

# For the edges of deploy/edge. Without one of them, mvn verify leaves their test out.
machine_edges() { machine_optional 'apt-get of the edges' haproxy:haproxy nginx:nginx-light caddy:caddy; }

# machine_optional STEP PROGRAM:PACKAGE...: the run goes on without them if they cannot be installed.
machine_optional() {
    local name=$1 each missing=()
    shift
    for each in "$@"; do
        command -v "${each%%:*}" >/dev/null || missing+=("${each#*:}")
    done
    if ((${#missing[@]} == 0 || EUID != 0)) || ! command -v apt-get >/dev/null; then return; fi
    attempt "$name" machine_install "${missing[@]}"
    outcome=0
}

machine_install() {
    export DEBIAN_FRONTEND=noninteractive
    # Package installation must not start the engine; this run starts its own.
    local no_services=/usr/sbin/policy-rc.d
    if [[ ! -e $no_services ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$no_services"
        chmod +x "$no_services"
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@"
}

# Maven itself must run on JDK 25 for the formatter check. The compiler finds JDK 25 without this.
machine_jdk() {
    local home
    for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")" \
        /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
        if [[ -x $home/bin/javac ]] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
            export JAVA_HOME=$home
            return
        fi
    done
    say 'No JDK 25 was found. Install one, or set JAVA_HOME to its folder.'
    exit 1
}

# The JavaScript client of docs/protocol.md is tested if Node is new enough for a WebSocket of its own.
node_profile() {
    local version
    version=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
    if ((${version:-0} >= 20)); then echo -Pnode; fi
}

# The configurations of deploy/edge are tested if all three proxies are installed.
edges_profile() {
    if command -v haproxy >/dev/null && command -v nginx >/dev/null && command -v caddy >/dev/null; then echo -Pedges; fi
}

maven_verify() {
    local node edges
    node=$(node_profile)
    edges=$(edges_profile)
    if [[ -z $node ]]; then
        echo '   the documented JavaScript client is not tested: Node 20 or newer is not installed' >&3
    fi
    if [[ -z $edges ]]; then
        echo '   the configurations of deploy/edge are not tested: HAProxy, nginx or Caddy is not installed' >&3
    fi
    # A failed test does not keep later modules from being tested, so that one run shows every failure.
    # shellcheck disable=SC2086 # without Node or a proxy there is no argument
    mvn -B -ntp verify -Dmaven.test.failure.ignore=true $node $edges 2>&1 </dev/null \
        | showing '^\[(INFO|WARNING|ERROR)\] (Building|BUILD|Tests run|Reactor Summary|Paycast|Total time)|service under test started name=(Kafka|PostgreSQL) |^The JavaScript client: '
    no_test_failed
}

# Fails, and prints the failed tests, if there are any. A JVM that ends in the middle of its tests reports none of them.
no_test_failed() {
    local failed
    failed=$(find . -path '*/target/*-reports/TEST-*.xml' -exec grep -lE '<testsuite [^>]*(errors|failures)="[1-9]' {} + || true)
    failed+=$(grep -oE '(There was an error in the forked process|The forked VM terminated|Crashed tests:).*' "$logs/mvn-verify.log" | sort -u || true)
    if [[ -z $failed ]]; then return; fi
    failed+=$'\n'$(grep -E '^\[ERROR\]   [A-Za-z0-9]+(Test|IT)\b' "$logs/mvn-verify.log" || true)
    printf 'Failed tests:\n%s\n' "$failed"
    return 1
}
