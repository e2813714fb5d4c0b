# The Docker engine: a running one, or one that root starts for this run.

engine_socket=$cache/docker.sock
engine_pid=$cache/dockerd.pid
engine_log=$logs/dockerd.log
engine_state=none # none | found | ours

engine_runs() { [[ $engine_state != none ]]; }
engine_is_ours() { [[ $engine_state == ours ]]; }

engine_start() {
    if docker info >/dev/null 2>&1; then
        engine_state=found
        say '== Docker engine: already running'
    elif ((EUID == 0)) && command -v dockerd >/dev/null && engine_launch; then
        engine_state=ours
        say "== Docker engine: started, $(docker info -f 'version {{.ServerVersion}}, storage {{.Driver}}' 2>/dev/null)"
    else
        say "== Docker engine: none ($(engine_reason)). The tests use the embedded Kafka and PostgreSQL; docker compose is not tested"
    fi
}

# Listens on a separate socket, so that no other process on the machine uses this engine.
engine_launch() {
    export DOCKER_HOST=unix://$engine_socket
    rm -f "$engine_pid"
    dockerd --data-root "$cache/docker" --exec-root "$cache/docker-run" --pidfile "$engine_pid" \
        --host "$DOCKER_HOST" >"$engine_log" 2>&1 </dev/null &
    local launched=$!
    for _ in {1..240}; do
        if docker info >/dev/null 2>&1; then return 0; fi
        if ! kill -0 $launched 2>/dev/null; then break; fi
        sleep 0.5
    done
    kill $launched 2>/dev/null
    unset DOCKER_HOST
    return 1
}

engine_reason() {
    if ! command -v dockerd >/dev/null; then
        printf 'docker.io is not installed'
    elif ((EUID != 0)); then
        printf 'none is running, and only root can start one'
    else
        printf 'dockerd did not start: %s' "$(grep -o 'failed to start.*' "$engine_log" | tail -n 1)"
    fi
}

engine_stop() {
    if ! engine_is_ours || [[ ! -s $engine_pid ]]; then return; fi
    local pid
    pid=$(<"$engine_pid")
    kill "$pid"
    for _ in {1..60}; do
        if ! kill -0 "$pid" 2>/dev/null; then return; fi
        sleep 0.5
    done
    kill -KILL "$pid"
}
