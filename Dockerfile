# Builds each of the three services: docker build --build-arg SERVICE=ws-gateway .
# SERVICE is webhook-ingest, ws-gateway or auth-service. The build needs only Docker. All three share the first stage,
# which is built once.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
# The poms first: this layer keeps Maven's downloads until a pom changes.
COPY .mvn .mvn
COPY pom.xml ./
COPY common-events/pom.xml common-events/
COPY common-service/pom.xml common-service/
COPY tabby-emulator/pom.xml tabby-emulator/
COPY embedded-kafka/pom.xml embedded-kafka/
COPY test-support/pom.xml test-support/
COPY webhook-ingest/pom.xml webhook-ingest/
COPY ws-gateway/pom.xml ws-gateway/
COPY auth-service/pom.xml auth-service/
COPY console/pom.xml console/
COPY cli/pom.xml cli/
COPY system-tests/pom.xml system-tests/
COPY load-tests/pom.xml load-tests/
COPY clients/javascript/pom.xml clients/javascript/
ENV BUILD="mvn -B -ntp -q package -Dmaven.test.skip=true -pl webhook-ingest,ws-gateway,auth-service -am"
RUN $BUILD -Dspring-boot.repackage.skip=true
COPY clients/javascript/src clients/javascript/src
COPY common-events/src common-events/src
COPY common-service/src common-service/src
COPY embedded-kafka/src embedded-kafka/src
COPY test-support/src test-support/src
COPY webhook-ingest/src webhook-ingest/src
COPY ws-gateway/src ws-gateway/src
COPY auth-service/src auth-service/src
RUN $BUILD

# Libraries and application classes in separate layers, so that a new version is a small layer.
FROM build AS layers
ARG SERVICE
RUN test -n "$SERVICE" || { echo 'SERVICE is not set. Add --build-arg SERVICE=webhook-ingest, ws-gateway or auth-service.' >&2; exit 1; }
RUN java -Djarmode=tools -jar "$SERVICE/target/$SERVICE-app.jar" \
    extract --layers --application-filename app.jar --destination /layers

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
COPY deploy/start-only.json ./
# Memory: one malloc arena, trimmed every 10 s, and a garbage collection after 15 s without one. Together they need
# 170 MiB instead of 280 MiB. The heap starts small and collects for 10 ms at a time before it grows. An object that
# survives one collection lives for minutes, so it is promoted at once and not copied again (docs/decisions/026).
# Startup: code that only a start runs is compiled by C1 only (docs/decisions/021). C2 inlines less, which halves its
# compile time (docs/decisions/028).
ENV SERVER_PORT=8080 \
    MALLOC_ARENA_MAX=1 \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+UseG1GC -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=10000 -XX:G1PeriodicGCInterval=15000 -XX:InitialHeapSize=64m -XX:MaxGCPauseMillis=10 -XX:MaxTenuringThreshold=0 -XX:GCTimeRatio=9 -XX:MaxHeapFreeRatio=50 -XX:FreqInlineSize=100 -XX:InlineSmallCode=1000 -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=/app/start-only.json -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# Creates a cache of loaded classes (AOT cache), which nearly halves the startup time. It must be created in this image
# with the flags above, or Java ignores it. The service starts without Kafka, responds that it is not ready, and is
# stopped. Its settings are placeholders that do not leave this step. auth-service needs its database, so it exits early
# with a smaller cache. The image also works without a cache.
RUN SPRING_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 \
    PAYCAST_INGEST_MERCHANTS_0_CODE=none PAYCAST_INGEST_MERCHANTS_0_SECRETS=placeholder-for-class-cache-training \
    PAYCAST_GATEWAY_CURSOR_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI=http://127.0.0.1:1 \
    SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI=http://127.0.0.1:1/keys \
    SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES=paycast \
    timeout 120 bash -c ' \
      java -XX:AOTCacheOutput=app.aot -jar app.jar & \
      while sleep 1 && kill -0 $!; do \
        exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT || continue; \
        printf "GET /actuator/health/readiness HTTP/1.0\r\n\r\n" >&3; cat <&3; sleep 2; kill $!; break; \
      done; \
      wait $!' >/dev/null 2>&1 || true
# docker-compose.yml mounts a volume here, which takes its owner from this folder.
RUN install -d -o 10001 -g 10001 -m 700 /tls
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && IFS= read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["java", "-XX:AOTCache=app.aot", "-Xlog:aot=off", "-Xlog:cds=off", "-jar", "app.jar"]
