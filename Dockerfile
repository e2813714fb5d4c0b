# One pattern for the three services: docker build --build-arg SERVICE=ws-gateway .
# SERVICE is webhook-ingest, ws-gateway or auth-service. Nothing but Docker is needed to build; the first stage is the
# same for all three and is built once.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
# The modules' names and dependencies first: what Maven downloads stays in this layer until one of them changes.
COPY .mvn .mvn
COPY pom.xml ./
COPY common-events/pom.xml common-events/
COPY common-service/pom.xml common-service/
COPY embedded-kafka/pom.xml embedded-kafka/
COPY test-support/pom.xml test-support/
COPY webhook-ingest/pom.xml webhook-ingest/
COPY ws-gateway/pom.xml ws-gateway/
COPY auth-service/pom.xml auth-service/
COPY cli/pom.xml cli/
COPY system-tests/pom.xml system-tests/
COPY load-tests/pom.xml load-tests/
ENV BUILD="mvn -B -ntp -q package -Dmaven.test.skip=true -pl webhook-ingest,ws-gateway,auth-service -am"
RUN $BUILD -Dspring-boot.repackage.skip=true
COPY common-events/src common-events/src
COPY common-service/src common-service/src
COPY embedded-kafka/src embedded-kafka/src
COPY test-support/src test-support/src
COPY webhook-ingest/src webhook-ingest/src
COPY ws-gateway/src ws-gateway/src
COPY auth-service/src auth-service/src
RUN $BUILD

# Libraries and our own classes apart, so that a new version of ours is a small layer.
FROM build AS layers
ARG SERVICE
RUN test -n "$SERVICE" || { echo 'Say which: --build-arg SERVICE=webhook-ingest, ws-gateway or auth-service' >&2; exit 1; }
RUN java -Djarmode=tools -jar "$SERVICE/target/$SERVICE-app.jar" \
    extract --layers --application-filename app.jar --destination /layers

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
COPY deploy/start-only.json ./
# One malloc arena, trimmed, and a heap that is collected when nothing else has it done for a while: 280 MiB otherwise where 170 will do; it begins small, and collects
# more before it grows, ten milliseconds at a time: what survives once lives for minutes, and is not copied again (docs/decisions/026). What only a start runs is left to the first compiler (docs/decisions/021); the second one inlines less, and is done in half
# its time (docs/decisions/028).
ENV SERVER_PORT=8080 \
    MALLOC_ARENA_MAX=1 \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+UseG1GC -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=10000 -XX:G1PeriodicGCInterval=15000 -XX:InitialHeapSize=64m -XX:MaxGCPauseMillis=10 -XX:MaxTenuringThreshold=0 -XX:GCTimeRatio=9 -XX:MaxHeapFreeRatio=50 -XX:FreqInlineSize=100 -XX:InlineSmallCode=1000 -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=/app/start-only.json -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# A start leaves a cache of its classes: the next ones are nearly twice as fast. It is made in this very image, with the very flags above, or
# Java would not take it: the service starts without a Kafka, answers that it is not ready, and is ended. What it is wired with is made up and
# stays in this step; auth-service, which needs its database, ends early and leaves a smaller cache. Without any cache all works as well.
RUN SPRING_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 \
    PAYCAST_INGEST_MERCHANTS_0_CODE=none PAYCAST_INGEST_MERCHANTS_0_SECRETS=none-but-long-enough-for-a-rehearsal \
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
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && IFS= read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["java", "-XX:AOTCache=app.aot", "-Xlog:aot=off", "-Xlog:cds=off", "-jar", "app.jar"]
