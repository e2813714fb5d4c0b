# Steps: each is timed and has a log. The first step that fails ends the run and prints the end of its log.

took=()

say() { printf '%s\n' "$*"; }

# step NAME COMMAND...: like attempt, but a failure ends the run.
step() {
    attempt "$@"
    ((outcome == 0)) || exit 1
}

# attempt NAME COMMAND...: stores the command's status in outcome. It does not return it, because testing a function's
# status disables set -e inside it. The command's output goes to its log; descriptor 3 is printed at once.
attempt() {
    local name=$1 log=$logs/${1// /-}.log began=$SECONDS
    shift
    say "== $name"
    (
        set -eE
        trap 'echo "failed: $BASH_COMMAND (${BASH_SOURCE[0]##*/}, line $LINENO)"' ERR
        "$@"
    ) 3>&1 >"$log" 2>&1
    outcome=$?
    took+=("$(printf '%5d s  %s' $((SECONDS - began)) "$name")")
    if ((outcome != 0)); then
        say "-- $name failed after $((SECONDS - began)) s; the end of its log:"
        tail -n 100 "$log"
    fi
}

# Copies its input, and prints matching lines to descriptor 3 at once.
showing() {
    local line
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [[ $line =~ $1 ]]; then printf '%s\n' "$line" >&3; fi
    done
}

summary() {
    local verified=$logs/mvn-verify.log
    say '== summary'
    printf '%s\n' "${took[@]}"
    sed -nE 's/.*service under test started name=(Kafka|PostgreSQL) (.*)/   \1 under test: \2/p' "$verified" | sort | uniq -c | sed -E 's/^ +([0-9]+) +(.*)/   \2 (started \1 times)/'
    sed -nE '/^\[(INFO|WARNING|ERROR)\] Tests run: [0-9, A-Za-z:]+$/p' "$verified" \
        | awk -F'[:,]' '{ run += $2; failed += $4; errors += $6; skipped += $8 }
              END { printf "   tests: %d, failures: %d, errors: %d, skipped: %d\n", run, failed, errors, skipped }'
    say "   docker compose: $composed"
}
