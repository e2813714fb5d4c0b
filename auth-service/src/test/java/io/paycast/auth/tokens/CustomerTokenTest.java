package io.paycast.auth.tokens;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.paycast.auth.PlainVerifier;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.RunningAuth.Tokens;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CustomerTokenTest {

    private static RunningAuth auth;
    private static String shop;

    private Client client;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start();
        shop = auth.user("shop", "payments:read", "tokens:mint");
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @BeforeEach
    void logIn() {
        client = auth.client().loggedIn(shop, RunningAuth.PASSWORD);
    }

    @Test
    void limitsACustomerTokenToReadingItsOrders() throws Exception {
        var tokens = mint(Map.of("orders", List.of("order-1", "order-2"), "customer", "42"));
        var claims = claims(tokens);

        assertThat(tokens.expiresIn()).isEqualTo(900);
        assertThat(tokens.refreshToken()).isNull();
        assertThat(claims.getStringListClaim("orders")).containsExactly("order-1", "order-2");
        assertThat(claims.getStringClaim("scope")).isEqualTo("payments:read");
        assertThat(claims.getSubject()).isEqualTo("customer:" + shop + ":42");
    }

    @Test
    void grantsTheRequestedLifetimeUpToAnHour() {
        var tokens = mint(Map.of("orders", List.of("o"), "ttlSeconds", 3600));
        var until = auth.clock.instant().truncatedTo(SECONDS).plusSeconds(3600);

        assertThat(claims(tokens).getExpirationTime().toInstant()).isEqualTo(until);
        assertThat(refusal(Map.of("orders", List.of("o"), "ttlSeconds", 3601)))
                .contains("ttlSeconds must be 2 to 3600");
    }

    @Test
    void derivesTheSubjectFromTheOrdersWithoutACustomer() {
        var one = claims(mint(Map.of("orders", List.of("a", "b")))).getSubject();
        var again = claims(mint(Map.of("orders", List.of("b", "a")))).getSubject();
        var other = claims(mint(Map.of("orders", List.of("a", "c")))).getSubject();

        assertThat(one).isEqualTo(again).isNotEqualTo(other).startsWith("customer:" + shop + ":");
    }

    @Test
    void keepsCustomersAndUsersApart() {
        var subject =
                claims(mint(Map.of("orders", List.of("o"), "customer", "admin"))).getSubject();

        assertThat(subject).isEqualTo("customer:" + shop + ":admin");
        auth.admin()
                .post(
                        "/api/auth/users",
                        Map.of(
                                "username",
                                subject,
                                "password",
                                "long enough it is",
                                "scopes",
                                List.of()))
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void refusesACustomerWithoutAskingTheDatabase() throws Exception {
        var customer = client.with(mint(Map.of("orders", List.of("o"))).token());

        try (var connection =
                        DriverManager.getConnection(
                                auth.database.jdbcUrl(),
                                auth.database.username(),
                                auth.database.password());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table revocations in access exclusive mode");
            customer.get("/api/auth/users").expectStatus().isForbidden();
            customer.post("/api/auth/customer-token", Map.of("orders", List.of("o")))
                    .expectStatus()
                    .isForbidden();
        }
    }

    @Test
    void refusesToMintWithACustomerToken() {
        var token = mint(Map.of("orders", List.of("o"))).token();

        client.with(token)
                .post("/api/auth/customer-token", Map.of("orders", List.of("p")))
                .expectStatus()
                .isForbidden();
    }

    @Test
    void acceptsUpTo50OrdersOf255Characters() {
        var longest = "é".repeat(255);
        mint(Map.of("orders", Collections.nCopies(50, longest)));

        assertThat(refusal(Map.of("orders", Collections.nCopies(51, "o")))).contains("1 to 50");
        assertThat(refusal(Map.of("orders", List.of(longest + "x")))).contains("1 to 255");
    }

    @Test
    void refusesToMintATokenThatNoGatewayAccepts() {
        var orders = IntStream.range(100, 150).mapToObj(i -> i + "x".repeat(252)).toList();

        assertThat(refusal(Map.of("orders", orders)))
                .contains("must have at most 12288", "Name fewer orders");
        var fewer = mint(Map.of("orders", orders.subList(0, 30)));
        assertThat(fewer.token().length()).isLessThanOrEqualTo(12_288);
    }

    @Test
    void limitsACustomerTokenToAMerchantAndToLivePayments() throws Exception {
        var live = claims(mint(Map.of("orders", List.of("o"))));
        var test = claims(mint(Map.of("orders", List.of("o"), "merchant", "ae", "test", true)));

        assertThat(live.getClaims()).doesNotContainKeys("merchant", "test");
        assertThat(test.getStringClaim("merchant")).isEqualTo("ae");
        assertThat(test.getBooleanClaim("test")).isTrue();
    }

    static Stream<Named<JsonNode>> examples() {
        return JsonMapper.shared()
                .readTree(Path.of("../docs/wire/tokens.json").toFile())
                .path("cases")
                .valueStream()
                .filter(example -> example.has("request"))
                .map(example -> Named.of(example.path("name").asString(), example));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void mintsTheDocumentedClaims(JsonNode example) {
        var minted = new LinkedHashMap<>(claims(mint(example.path("request"))).getClaims());
        minted.keySet().retainAll(Set.of("scope", "orders", "merchant", "test"));
        var documented = ((ObjectNode) example.path("claims")).deepCopy();
        documented.remove("sub");

        assertThat(JsonMapper.shared().<JsonNode>valueToTree(minted)).isEqualTo(documented);
    }

    @Test
    void mintsOnlyForTheMerchantsOfTheUser() throws Exception {
        var bound = auth.user("bound", "tokens:mint");
        bind(bound, List.of("ae", "sa"));
        client = auth.client().loggedIn(bound, RunningAuth.PASSWORD);

        assertThat(
                        claims(mint(Map.of("orders", List.of("o"), "merchant", "sa")))
                                .getClaim("merchant"))
                .isEqualTo("sa");
        for (var body :
                List.of(
                        Map.of("orders", List.of("o")),
                        Map.of("orders", List.of("o"), "merchant", "kw"),
                        Map.of("orders", List.of("o"), "merchant", "AE"))) {
            var refused =
                    client.post("/api/auth/customer-token", body).expectStatus().isForbidden();
            assertThat(Client.text(refused)).contains("one of the merchants", "ae, sa");
        }
        bind(bound, List.of("ae"));
        client = auth.client().loggedIn(bound, RunningAuth.PASSWORD);
        assertThat(claims(mint(Map.of("orders", List.of("o")))).getClaim("merchant"))
                .as("the only merchant")
                .isEqualTo("ae");
        bind(bound, List.of());
        client = auth.client().loggedIn(bound, RunningAuth.PASSWORD);
        assertThat(claims(mint(Map.of("orders", List.of("o")))).getClaim("merchant")).isNull();
    }

    private static void bind(String user, List<String> merchants) {
        auth.admin()
                .send(HttpMethod.PATCH, "/api/auth/users/" + user, Map.of("merchants", merchants))
                .expectStatus()
                .isNoContent();
    }

    @Test
    void keepsTheCustomersOfTwoMintersApart() {
        var other = auth.user("other", "tokens:mint");
        var body = Map.of("orders", List.of("o"), "customer", "42");
        var one = claims(mint(body)).getSubject();
        client = auth.client().loggedIn(other, RunningAuth.PASSWORD);

        assertThat(claims(mint(body)).getSubject()).isNotEqualTo(one);
        auth.admin().post("/api/auth/revoke", Map.of("username", one)).expectStatus().isNoContent();
    }

    /** The name of a user in lower case is the same user's: so it is at login. */
    @Test
    void revokesACustomerHoweverTheMintersNameIsWritten() {
        var subject = claims(mint(Map.of("orders", List.of("o"), "customer", "Ab-7"))).getSubject();
        var written = subject.replace(shop, shop.toUpperCase(Locale.ROOT));

        auth.admin()
                .post("/api/auth/revoke", Map.of("username", written))
                .expectStatus()
                .isNoContent();

        assertThat(
                        auth.jdbc()
                                .sql("select id from revocations where scope = 'SUBJECT'")
                                .query(String.class)
                                .list())
                .contains(subject)
                .doesNotContain(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                       | orders must list
                    {"orders":null}                          | orders must list
                    {"orders":[]}                            | orders must list
                    {"orders":[""]}                          | Each entry of orders
                    {"orders":["a",null]}                    | Each entry of orders
                    {"orders":["a\\u0000"]}                  | Each entry of orders
                    {"orders":["a\\ud800"]}                  | Each entry of orders
                    {"orders":["a",5]}                       | orders must be a list of strings
                    {"orders":"a"}                           | orders must be a list of strings
                    {"orders":["a"],"ttlSeconds":0}          | ttlSeconds must be 2 or more
                    {"orders":["a"],"ttlSeconds":-5}         | ttlSeconds must be 2 or more
                    {"orders":["a"],"ttlSeconds":1.5}        | ttlSeconds must be a whole number
                    {"orders":["a"],"ttlSeconds":"60"}       | ttlSeconds must be a whole number
                    {"orders":["a"],"ttlSeconds":99999999999999999999} | well-formed
                    {"orders":["a"],"customer":""}           | customer must be
                    {"orders":["a"],"customer":"a b"}        | customer must be
                    {"orders":["a"],"merchant":""}           | merchant must be 1 to 64
                    {"orders":["a"],"merchant":"a b"}        | merchant must be 1 to 64
                    {"orders":["a"],"merchant":5}            | merchant must be a string
                    {"orders":["a"],"test":"true"}           | test must be true or false
                    {"orders":["a"],"test":1}                | test must be true or false
                    {"orders":["a"],"ttl":60}                | orders, customer, ttlSeconds
                    """)
    void explainsWhyARequestIsInvalid(String body, String sentence) {
        assertThat(refusal(body)).contains(sentence);
    }

    private Tokens mint(Object body) {
        return Client.tokens(client.post("/api/auth/customer-token", body));
    }

    private String refusal(Object body) {
        return Client.text(
                client.post("/api/auth/customer-token", body).expectStatus().isBadRequest());
    }

    private static JWTClaimsSet claims(Tokens tokens) {
        return PlainVerifier.of(auth).claims(tokens.token());
    }
}
