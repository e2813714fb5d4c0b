package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.gateway.cluster.Heartbeat;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.ErrorCode;
import io.paycast.testsupport.AsyncApiFile;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The AsyncAPI file describes what sockets and topics carry. */
class SocketDocsTest {

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(KafkaUnderTest.bootstrapServers(), TOKENS);

    private final AsyncApiFile docs =
            AsyncApiFile.of(GATEWAY.get("/docs/paycast.asyncapi.json", "").body());
    private final String subject = "user-" + UUID.randomUUID();
    private final String token = TOKENS.token(subject, "payments:read");

    @BeforeAll
    static void isLive() {
        GATEWAY.live();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        RECORDS.close();
        TOKENS.close();
    }

    private SocketClient connect(String query) {
        return SocketClient.openWithSubprotocols(
                GATEWAY.socket(query), "paycast.v1", "bearer." + token);
    }

    private void assertSent(SocketClient client, int number, String message) {
        client.await(number);
        assertThat(docs.flawsOf(message, client.received().get(number - 1))).isEmpty();
    }

    @Test
    void sendsMessagesAsDocumented() {
        var order = "o-" + UUID.randomUUID();
        try (var client = connect("?order=" + order)) {
            assertSent(client, 1, "welcome");
            RECORDS.send(PaymentRecords.event("pay_" + order, AUTHORIZED, order));
            assertSent(client, 2, "update");
            client.send("{\"type\":\"ping\"}");
            assertSent(client, 3, "pong");
            client.send("{\"type\":\"subscribe\",\"orders\":[\"" + order + "\"]}");
            assertSent(client, 4, "subscribed");
            client.send("{\"type\":\"refresh\",\"token\":\"" + token + "\"}");
            assertSent(client, 5, "refreshed");
            client.send("{\"type\":\"refresh\",\"token\":\"garbage\"}");
            assertSent(client, 6, "error");
            client.send("hello");
            assertSent(client, 7, "error");
        }
    }

    @Test
    void answersATooOldCursorAsDocumented() {
        var foreign =
                new CursorSeal(RunningGateway.cursorKey())
                        .seal(new Cursor(Uuid.randomUuid(), new long[] {0, 0, 0}));
        try (var welcomed = connect("?since=" + foreign);
                var plain =
                        SocketClient.open(
                                GATEWAY.socket("?since=" + foreign + "&token=" + token))) {
            assertSent(welcomed, 1, "welcome");
            assertThat(welcomed.messages().getFirst().at("/resumed/complete").asBoolean(true))
                    .isFalse();
            assertSent(plain, 1, "error");
            assertThat(plain.messages().getFirst().path("code").asString())
                    .isEqualTo("cursor_too_old");
        }
    }

    @Test
    void readsEveryDocumentedClientMessage() {
        for (var name : new String[] {"ping", "subscribe", "refresh"}) {
            assertThat(docs.examples(name)).isNotEmpty();
            for (var example : docs.examples(name).values()) {
                assertThat(docs.flawsOf(name, example.toString())).isEmpty();
                assertThat(ClientMessage.parse(example.toString()))
                        .isNotInstanceOf(ClientMessage.Invalid.class);
            }
        }
        assertThat(docs.flawsOf("subscribe", "{\"type\":\"subscribe\"}")).isNotEmpty();
        assertThat(docs.flawsOf("subscribe", "{\"type\":\"subscribe\",\"orders\":[]}"))
                .isNotEmpty();
    }

    @Test
    void documentsOnlyValidWireExamples() throws IOException {
        var wire = new HashMap<String, String>();
        for (var file : new String[] {"updates", "server-messages", "client-messages"}) {
            wireCases(file).forEach((name, example) -> wire.put(name, textOf(example)));
        }
        wireCases("tabby")
                .forEach((name, example) ->
                        wire.put("record " + name, example.at("/record/value").asString("")));
        for (var message : docs.messages()) {
            if (Set.of("quarantined", "revocation").contains(message)) {
                continue; // not JSON
            }
            var ofRecord = Set.of("paymentEvent", "disputeEvent").contains(message);
            docs.examples(message)
                    .forEach((name, payload) -> {
                        var text = wire.getOrDefault(ofRecord ? "record " + name : name, "");
                        assertThat(payload).isEqualTo(AsyncApiFile.exact(text));
                        assertThat(docs.flawsOf(message, text)).isEmpty();
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"updates, update", "server-messages, ''"})
    void describesEveryWireExample(String file, String message) throws IOException {
        for (var example : wireCases(file).values()) {
            var type = example.at("/message/type").asString(message);
            if (!textOf(example).isEmpty()) {
                assertThat(docs.flawsOf(type, textOf(example))).isEmpty();
            }
        }
    }

    private static Map<String, JsonNode> wireCases(String file) throws IOException {
        var cases = new HashMap<String, JsonNode>();
        var text = Files.readString(Path.of("../docs/wire/" + file + ".json"));
        for (var example : AsyncApiFile.exact(text).path("cases")) {
            cases.put(example.path("name").asString(), example);
        }
        return cases;
    }

    private static String textOf(JsonNode example) {
        return example.path("text").asString("");
    }

    @ParameterizedTest
    @EnumSource(PaymentEvent.Source.class)
    void documentsTheHeadersOfEverySource(PaymentEvent.Source source) {
        var webhook = PaymentRecords.event("pay_1", AUTHORIZED, "o1");
        var event = PaymentEvent.of("ae", source, webhook.receivedAt(), webhook.payment());
        var headers = new HashMap<String, String>();
        for (var header : new PaymentEventCodec().encode(event, null).headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        assertThat(docs.flawsOfHeaders("paymentEvent", headers)).isEmpty();
        headers.put("ce_source", "/tabby/ae/other");
        assertThat(docs.flawsOfHeaders("paymentEvent", headers)).isNotEmpty();
    }

    @Test
    void documentsTheTopicsOfTheCode() {
        assertThat(docs.addresses())
                .containsExactlyInAnyOrder(
                        "/ws",
                        Topics.PAYMENT_EVENTS,
                        Topics.QUARANTINE,
                        Topics.DISPUTES,
                        Topics.REVOCATIONS,
                        Topics.PRESENCE);
    }

    @Test
    void sendsHeartbeatsAsDocumented() {
        var address = URI.create("http://127.0.0.1:8082");
        var heartbeat = new Heartbeat(address, Instant.now(), GATEWAY.stats()).encode();
        assertThat(docs.flawsOf("presence", new String(heartbeat.value(), UTF_8))).isEmpty();
        assertThat(docs.flawsOfKey("presence", heartbeat.key())).isEmpty();
    }

    @Test
    void readsRevocationsAsDocumented() {
        for (var scope : Revocation.Scope.values()) {
            var now = Instant.now();
            var sent = new Revocation(scope, "id", now, now.plusSeconds(60)).encode();
            var value = "\"" + new String(sent.value(), UTF_8) + "\"";
            assertThat(docs.flawsOf("revocation", value)).isEmpty();
            assertThat(docs.flawsOfKey("revocation", sent.key())).isEmpty();
        }
    }

    @Test
    void documentsTheErrorCodesOfTheCode() throws IOException {
        var inCode = Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).collect(toSet());
        assertThat(docs.at("/components/schemas/ErrorCode/enum").valueStream())
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrderElementsOf(inCode);
        var table = section("../docs/protocol.md", "### Errors");
        assertThat(
                        Pattern.compile("^\\| `([a-z_]+)` \\|", Pattern.MULTILINE)
                                .matcher(table)
                                .results()
                                .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(inCode);
    }

    @Test
    void describesTheCloseCodesOfTheCode() {
        var documented = new HashMap<Integer, String>();
        docs.at("/channels/socket/x-close-codes")
                .forEach(end ->
                        documented.put(
                                end.path("code").asInt(), end.path("clientAction").asString()));
        var inCode = new HashMap<Integer, String>();
        for (var code : CloseCode.values()) {
            inCode.put(code.code(), code.clientAction().name());
        }
        assertThat(documented).isEqualTo(inCode);
    }

    @Test
    void documentsTheCloseCodesOfTheCode() throws IOException {
        assertThat(
                        Pattern.compile("\\b(1[0-9]{3}|4[0-9]{3})\\b")
                                .matcher(section("../docs/protocol.md", "## Close codes"))
                                .results()
                                .map(found -> Integer.parseInt(found.group()))
                                .collect(toSet()))
                .isEqualTo(Arrays.stream(CloseCode.values()).map(CloseCode::code).collect(toSet()));
    }

    private static String section(String file, String heading) throws IOException {
        var text = Files.readString(Path.of(file));
        int start = text.indexOf("\n" + heading + "\n") + 1;
        assertThat(start).isPositive();
        int end = text.indexOf("\n#", start + heading.length());
        return text.substring(start, end < 0 ? text.length() : end);
    }
}
