package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.TestTokens;
import io.paycast.testsupport.TokenDraft;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No token sees another's payments: two merchants number their orders alike, and a payment in test
 * mode has a live order's reference.
 */
class EntitlementTest {

    private static final GatewayUnderTest SYSTEM = GatewayUnderTest.withSmallJournal();
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    /** Each merchant and mode. */
    private static final List<String> KINDS = List.of("ae-live", "ae-test", "sa-live", "sa-test");

    private final String order = "1001-" + UUID.randomUUID();

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    private TokenDraft customer() {
        return TOKENS.token().subject("customer").orders(order);
    }

    private static SocketClient connect(TokenDraft token, String more) {
        return SocketClient.open(GATEWAY.socket("?token=" + token.signed() + more));
    }

    private String payment(String kind, int number) {
        return order + "-" + kind + "-" + number;
    }

    /** Sends an update of the order for each merchant and mode. */
    private void sendOfEachKind(int number) {
        for (var kind : KINDS) {
            RECORDS.send(
                    PaymentRecords.event(
                            kind.substring(0, 2),
                            kind.endsWith("test"),
                            payment(kind, number),
                            number == 0 ? AUTHORIZED : CLOSED,
                            order));
        }
        GATEWAY.awaitAll(RECORDS);
    }

    /** The kinds of payment that a client was sent, by the payment's number. */
    private List<String> kinds(SocketClient client, int number) {
        return client.messages().stream()
                .map(message -> message.path("PaymentId").asString(""))
                .filter(id -> id.startsWith(order) && id.endsWith("-" + number))
                .map(id -> id.substring(order.length() + 1, id.length() - 2))
                .sorted()
                .toList();
    }

    /** Waits until the gateway has delivered to a client everything that came before. */
    private static void awaitDelivery(SocketClient client) {
        client.send("{\"type\":\"ping\"}");
        Awaitility.await()
                .until(() ->
                        client.messages().stream()
                                .anyMatch(m -> m.path("type").asString("").equals("pong")));
    }

    private void assertSees(TokenDraft token, String more, String... kinds) {
        try (var client = connect(token, more)) {
            sendOfEachKind(1);
            Awaitility.await().until(() -> kinds(client, 1).size() >= kinds.length);
            awaitDelivery(client);
            assertThat(kinds(client, 1)).containsExactly(kinds);
        }
    }

    @Test
    void showsACustomerOnlyLivePayments() {
        assertSees(customer(), "", "ae-live", "sa-live");
    }

    @Test
    void showsACustomerOnlyItsMerchantsPayments() {
        assertSees(customer().claim("merchant", "sa"), "", "sa-live");
    }

    @Test
    void showsACustomerTestPaymentsIfItsTokenSaysSo() {
        assertSees(
                customer().claim("merchant", "ae").claim("test", true), "", "ae-live", "ae-test");
    }

    @Test
    void narrowsACustomerToTestPayments() {
        assertSees(customer().claim("test", true), "&test=true", "ae-test", "sa-test");
    }

    @Test
    void showsAUserTestPayments() {
        assertSees(TOKENS.token().subject("user"), "&test=true", "ae-test", "sa-test");
    }

    @Test
    void showsAUserLivePaymentsOfAnOrder() {
        var more = "&test=false&order=" + order;
        assertSees(TOKENS.token().subject("user"), more, "ae-live", "sa-live");
    }

    @Test
    void showsATokenForAMerchantWithoutOrdersThatMerchantOnly() {
        assertSees(TOKENS.token().claim("merchant", "sa"), "&test=false", "sa-live");
    }

    @Test
    void appliesToSnapshotsResumesReplaysAndRewinds() {
        String cursor;
        try (var watcher =
                SocketClient.openWithSubprotocols(
                        GATEWAY.socket(""),
                        "paycast.v1",
                        "bearer." + TOKENS.token().subject("watcher").signed())) {
            cursor = watcher.await(1).getFirst().path("cursor").asString();
        }
        sendOfEachKind(0);
        var token = customer().claim("merchant", "ae");
        for (var start : List.of("", "&since=" + cursor, "&rewind=100")) {
            assertStartsWith(token, start, "ae-live");
        }
        evictTheJournal();
        assertStartsWith(token, "&since=" + cursor, "ae-live");
        assertStartsWith(
                customer().claim("test", true), "&test=true&since=" + cursor, "ae-test", "sa-test");
    }

    private void assertStartsWith(TokenDraft token, String start, String... kinds) {
        try (var client = connect(token, start)) {
            Awaitility.await().until(() -> kinds(client, 0).size() >= kinds.length);
            awaitDelivery(client);
            assertThat(kinds(client, 0)).as("start %s", start).containsExactly(kinds);
        }
    }

    /** Makes the gateway read from Kafka what its journal no longer holds. */
    private void evictTheJournal() {
        for (int i = 0; i < 400; i++) {
            RECORDS.send(PaymentRecords.event(order + "-filler-" + i, CLOSED, order + "-filler"));
        }
        GATEWAY.awaitAll(RECORDS);
    }

    @Test
    void keepsALivePaymentInTheSnapshotHoweverManyTestPaymentsFollow() {
        RECORDS.send(PaymentRecords.event("ae", false, payment("ae-live", 0), CLOSED, order));
        for (int i = 0; i < 20; i++) {
            RECORDS.send(PaymentRecords.event("ae", true, order + "-t" + i, CLOSED, order));
            RECORDS.send(PaymentRecords.event("sa", false, order + "-s" + i, CLOSED, order));
        }
        GATEWAY.awaitAll(RECORDS);
        assertStartsWith(customer().claim("merchant", "ae"), "", "ae-live");
    }

    @Test
    void doesNotWidenBySubscribing() {
        try (var client = connect(customer().claim("merchant", "ae"), "")) {
            client.send(
                    "{\"type\":\"subscribe\",\"payments\":[\"%s\"],\"orders\":[\"%s\"]}"
                            .formatted(payment("sa-live", 1), order));
            client.await(1);
            sendOfEachKind(1);
            client.await(2);
            awaitDelivery(client);
            assertThat(kinds(client, 1)).containsExactly("ae-live");
        }
    }

    @Test
    void followsTheNextTokenAtARefresh() {
        var next = customer().claim("merchant", "sa").claim("test", true).signed();
        try (var client = connect(customer().claim("merchant", "ae"), "")) {
            client.send("{\"type\":\"refresh\",\"token\":\"" + next + "\"}");
            client.await(1);
            sendOfEachKind(1);
            client.await(3);
            awaitDelivery(client);
            assertThat(kinds(client, 1)).containsExactly("sa-live", "sa-test");
        }
    }

    @Test
    void refusesToShowTestPaymentsThatTheTokenDoesNotPermit() {
        try (var client = RawClient.connect(GATEWAY)) {
            var answer = client.upgrade("/ws?test=true&token=" + customer().signed());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("permits no payments of the mode");
        }
        var mayTest = customer().claim("test", true);
        try (var client = connect(mayTest, "&test=true")) {
            var live = customer().signed();
            client.send("{\"type\":\"refresh\",\"token\":\"" + live + "\"}");
            var refused = client.await(1).getFirst();
            assertThat(refused.path("code").asString()).isEqualTo("refresh_refused");
            assertThat(refused.path("message").asString()).contains("the parameter test");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PaymentId|a\\u0000|PaymentId must be",
                "PaymentId|a\\nb|PaymentId must be",
                "PaymentId|a\\ud800|PaymentId must be",
                "PaymentId|a\\u2028|PaymentId must be",
                "OrderReferenceId|o\\u0007|OrderReferenceId must be",
                "OrderReferenceId|\\udc00|OrderReferenceId must be"
            })
    void refusesATestNotificationWithACharacterThatCannotBeShown(
            String member, String value, String sentence) {
        var body = "{\"PaymentId\":\"p\",\"Status\":\"closed\",\"Amount\":1}";
        var invalid =
                member.equals("PaymentId")
                        ? body.replace("\"p\"", "\"" + value + "\"")
                        : body.replace("}", ",\"OrderReferenceId\":\"" + value + "\"}");
        var answer =
                GATEWAY.post(
                        "/api/websocket/test-notification",
                        TOKENS.token("tester", "payments:test"),
                        "application/json",
                        invalid);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(sentence);
    }

    /** The parser remembers names, so none of them may be long. */
    @Test
    void refusesATestNotificationWithALongName() {
        var answer =
                GATEWAY.post(
                        "/api/websocket/test-notification",
                        TOKENS.token("tester", "payments:test"),
                        "application/json",
                        "{\"PaymentId\":\"p\",\"Status\":\"closed\",\"Amount\":1,\"%s\":0}"
                                .formatted("n".repeat(500)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("names of at most 64 characters");
    }

    @Test
    void showsTestNotificationsOnlyToSocketsThatMaySeeTestPayments() {
        try (var shopper = connect(customer(), "");
                var tester = connect(customer().claim("test", true), "");
                var user = connect(TOKENS.token().subject("user"), "&order=" + order)) {
            var sent =
                    GATEWAY.post(
                            "/api/websocket/test-notification",
                            TOKENS.token("tester", "payments:test"),
                            "application/json",
                            "{\"PaymentId\":\"%s\",\"Status\":\"closed\",\"Amount\":999,"
                                            .formatted(payment("test", 1))
                                    + "\"OrderReferenceId\":\""
                                    + order
                                    + "\"}");
            assertThat(sent.statusCode()).isEqualTo(200);
            tester.await(1);
            user.await(1);
            awaitDelivery(shopper);
            assertThat(kinds(shopper, 1)).isEmpty();
        }
    }
}
