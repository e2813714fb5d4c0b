# Starts the whole system with docker compose as a user does, sends a webhook with curl, and expects it on WebSockets.

compose_project=paycast-ci
compose_env=$logs/compose.env

compose() {
    local command=(docker-compose)
    if docker compose version >/dev/null 2>&1; then command=(docker compose); fi
    "${command[@]}" --project-name "$compose_project" --env-file "$compose_env" "$@"
}

compose_check() {
    trap 'if (($? != 0)); then compose_report; fi' EXIT
    local port
    port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export PAYCAST_PORT=$port PAYCAST_URL=https://localhost:$port

    compose_requires_settings
    compose_create_env
    local began=$SECONDS
    timeout 900 bash -c "$(declare -f compose); compose_project=$compose_project compose_env='$compose_env'
        compose up --build --detach --scale ws-gateway=2 --scale webhook-ingest=2"
    # what curl and listen.py trust
    export CURL_CA_BUNDLE=$logs/certificate.pem WEBSOCKET_CLIENT_CA_BUNDLE=$logs/certificate.pem
    compose exec -T edge cat /tls/certificate.pem >"$CURL_CA_BUNDLE"
    until_true 180 curl -fsS --max-time 10 -o /dev/null "$PAYCAST_URL/api/websocket/health"
    until_true 180 curl -fsS --max-time 10 -o /dev/null "$PAYCAST_URL/.well-known/jwks.json"
    printf '   built and up in %d s, with 2 gateways and 2 ingests\n' $((SECONDS - began)) >&3
    docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' | sed -n 's|^paycast/\(.*\):latest|   \1|p' >&3

    compose_is_restricted
    compose_terminates_tls
    compose_webhook_reaches_sockets
    compose_stops_cleanly
}

# Without settings, docker compose must fail with a message before it starts anything.
compose_requires_settings() {
    : >"$compose_env"
    local output
    if output=$(compose config 2>&1); then
        echo 'docker compose accepted an empty .env'
        return 1
    fi
    grep -q 'is not set. Create .env with the command in .env.example' <<<"$output"
}

# Runs the command that .env.example contains.
compose_create_env() {
    local command
    command=$(sed -n 's/^# *(umask 077; \(while read .*\) > \.env)$/\1/p' .env.example)
    test -n "$command"
    bash -c "$command" >"$compose_env"
    if grep -E '^[A-Z_0-9]+=$' "$compose_env"; then return 1; fi
    # by default, Tabby's addresses only
    if grep '^PAYCAST_INGEST_ALLOWED_ADDRESSES' "$compose_env"; then return 1; fi
    echo 'PAYCAST_INGEST_ALLOWED_ADDRESSES=any' >>"$compose_env"
}

# Each container runs with the restrictions of docker-compose.yml, and reaches only what it needs.
compose_is_restricted() {
    local id
    for id in $(docker ps --filter "label=com.docker.compose.project=$compose_project" -q); do
        test "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}' "$id")" == 'true [ALL]'
        test "$(docker inspect -f '{{.HostConfig.Memory}}' "$id")" -gt 0
        test "$(docker exec "$id" sed -n 's/^CapEff:[[:space:]]*//p' /proc/1/status)" == 0000000000000000
        test "$(docker exec "$id" sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' /proc/1/status)" != 0
    done
    reaches ws-gateway kafka 9092
    reaches auth-service postgres 5432
    is_out_of_reach edge kafka 9092
    is_out_of_reach edge postgres 5432
    is_out_of_reach ws-gateway postgres 5432
}

# The edge speaks TLS 1.2 and 1.3 and nothing else, with HTTP/2, and tells browsers to use it.
compose_terminates_tls() {
    local health=$PAYCAST_URL/api/websocket/health
    test "$(curl -fsS -o /dev/null -w '%{http_version}' --tls-max 1.2 "$health")" == 2
    test "$(curl -fsS -o /dev/null -w '%{http_version}' --tlsv1.3 "$health")" == 2
    test "$(curl -fsS -o /dev/null -w '%{http_version}' --http1.1 "$health")" == 1.1
    is_refused curl -sS -o /dev/null --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 "$health"
    is_refused curl -sS -o /dev/null "http://localhost:$PAYCAST_PORT/api/websocket/health"
    curl -fsS -o /dev/null -D - "$health" | grep -qi '^strict-transport-security: max-age='
    # the local certificate is made once
    compose up --detach certificate
    until_true 60 compose_certificate_is_provided
    test "$(compose exec -T edge cat /tls/certificate.pem)" == "$(<"$CURL_CA_BUNDLE")"
}

compose_certificate_is_provided() {
    test "$(docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$(compose ps --all -q certificate)")" == 'exited 0'
}

is_refused() { ! "$@"; }

is_out_of_reach() { ! reaches "$@"; }

reaches() { # SERVICE HOST PORT
    compose exec -T "$1" timeout 10 bash -c "exec 3<>/dev/tcp/$2/$3" >/dev/null 2>&1
}

compose_webhook_reaches_sockets() {
    local token payment secret listener first again
    token=$(login)
    payment=pay_ci_$RANDOM$RANDOM
    secret=$(value_of PAYCAST_INGEST_MERCHANTS_0_SECRETS)
    for listener in 1 2; do # one per gateway: the edge picks the gateway with fewer connections
        /usr/bin/python3 "$ci/listen.py" "wss://localhost:$PAYCAST_PORT/ws?token=$token" 600 >"$logs/socket-$listener.txt" &
    done
    until_true 60 grep -q connected "$logs/socket-1.txt"
    until_true 60 grep -q connected "$logs/socket-2.txt"
    curl -sSN --max-time 600 --http2 -H "Authorization: Bearer $token" "$PAYCAST_URL/api/websocket/events" >"$logs/events.txt" &
    until_true 60 grep -q welcome "$logs/events.txt"

    test "$(webhook 'not the secret' "$payment" AUTHORIZED)" == 401
    first=$(millis_until_delivered "$secret" "$payment" AUTHORIZED)
    test "$(webhook "$secret" "$payment" AUTHORIZED)" == 200 # a repeat, as Tabby sends; the edge forwards it to the other ingest
    again=$(millis_until_delivered "$secret" "$payment" CLOSED)
    for listener in 1 2; do
        until_true 60 grep -q '"Status":"closed"' "$logs/socket-$listener.txt"
        test "$(grep -c "\"$payment\"" "$logs/socket-$listener.txt")" == 2
    done
    until_true 60 grep -q "\"$payment\",\"Status\":\"closed\"" "$logs/events.txt"
    printf '   webhook to socket: first %d ms, second %d ms; both gateways delivered each change once\n' "$first" "$again" >&3
}

compose_stops_cleanly() {
    local began=$SECONDS
    compose stop ws-gateway webhook-ingest auth-service
    wait
    test "$(tail -qn 1 "$logs"/socket-[12].txt | sort -u)" == 1001
    docker ps --all --filter "label=com.docker.compose.project=$compose_project" --format '{{.Names}} {{.Status}}'
    # 143: the JVM received SIGTERM and stopped cleanly. 137 would be a kill.
    test "$(docker ps --all --filter "label=com.docker.compose.project=$compose_project" --filter exited=143 -q | wc -l)" == 5
    printf '   stopped in %d s, sockets closed with 1001\n' $((SECONDS - began)) >&3
}

millis_until_delivered() { # SECRET PAYMENT STATUS
    local sent
    sent=$(date +%s%3N)
    test "$(webhook "$@")" == 200
    until_true 60 grep -qi "\"$2\",\"Status\":\"$3\"" "$logs/socket-1.txt"
    echo $(($(date +%s%3N) - sent))
}

webhook() { # SECRET PAYMENT STATUS: prints the response's status
    local captures='[]'
    if [[ $3 == CLOSED ]]; then
        captures='[{"id":"cap_1","amount":"150.00","created_at":"2026-11-23T07:39:00Z"}]'
    fi
    curl -sS -o "$logs/response.txt" -w '%{http_code}' -H "X-Tabby-Signature: $1" -H 'Content-Type: application/json' \
        "$PAYCAST_URL/api/tabby/webhook" --data "{\"id\":\"$2\",\"created_at\":\"2026-11-23T07:38:00Z\",
        \"expires_at\":\"2026-11-23T08:38:00Z\",\"closed_at\":null,\"status\":\"$3\",\"is_test\":true,\"is_expired\":false,
        \"amount\":\"150.00\",\"currency\":\"AED\",\"order\":{\"reference_id\":\"order_456\"},\"captures\":$captures,
        \"refunds\":[],\"meta\":null,\"token\":\"t\"}"
}

login() {
    curl -fsS -H 'Content-Type: application/json' "$PAYCAST_URL/api/auth/login" --data @- <<END \
        | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])'
{"username":"$(value_of PAYCAST_AUTH_ADMIN_USERNAME)","password":"$(value_of PAYCAST_AUTH_ADMIN_PASSWORD)"}
END
}

value_of() { sed -n "s/^$1=//p" "$compose_env"; }

until_true() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if ((SECONDS >= end)); then
            echo "timed out: $*"
            return 1
        fi
        sleep 0.02
    done
}

compose_report() {
    echo '---- containers'
    compose ps
    compose logs --no-color --tail 25 | cut -c 1-300 | grep -v 'INFO \[' || true
    echo '---- sockets'
    tail -n 5 "$logs"/socket-*.txt 2>/dev/null || true
}

compose_down() {
    if [[ -s $compose_env ]] && engine_runs; then
        compose down --volumes --timeout 5 >/dev/null 2>&1
        rm -f "$compose_env"
    fi
}
