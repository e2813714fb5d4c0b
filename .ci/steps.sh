# Steps: each is timed and leaves a log; the first that fails ends the run with the end of it.

took=()

say() { printf '%s\n' "$*"; }

# step NAME COMMAND...: as attempt, and ends the run when it fails.
step() {
    attempt "$@"
    ((outcome == 0)) || exit 1
}

# attempt NAME COMMAND...: leaves the command's status in outcome (and not as its own, for whoever tests a function's
# status switches off set -e in all of it); what the command writes goes to its log, what it writes to descriptor 3 is seen at once.
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

# Passes everything on, and shows the lines that match as they come.
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
    sed -nE 's/.*((Kafka|PostgreSQL) under test: .*)/   \1/p' "$verified" | sort | uniq -c | sed -E 's/^ +([0-9]+) +(.*)/   \2 (started \1 times)/'
    sed -nE '/^\[(INFO|WARNING|ERROR)\] Tests run: [0-9, A-Za-z:]+$/p' "$verified" \
        | awk -F'[:,]' '{ run += $2; failed += $4; errors += $6; skipped += $8 }
              END { printf "   tests: %d, failures: %d, errors: %d, skipped: %d\n", run, failed, errors, skipped }'
    say "   docker compose: $composed"
}
