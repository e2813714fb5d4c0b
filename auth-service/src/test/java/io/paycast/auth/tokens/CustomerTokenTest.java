package io.paycast.auth.tokens;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.paycast.auth.PlainVerifier;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.RunningAuth.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        client = auth.client().loggedIn(shop, shop);
    }

    @Test
    void limitsACustomerTokenToReadingItsOrders() throws Exception {
        var tokens = mint(Map.of("orders", List.of("order-1", "order-2"), "customer", "42"));
        var claims = claims(tokens);

        assertThat(tokens.expiresIn()).isEqualTo(900);
        assertThat(tokens.refreshToken()).isNull();
        assertThat(claims.getStringListClaim("orders")).containsExactly("order-1", "order-2");
        assertThat(claims.getStringClaim("scope")).isEqualTo("payments:read");
        assertThat(claims.getSubject()).isEqualTo("customer:42");
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

        assertThat(one).isEqualTo(again).isNotEqualTo(other).startsWith("customer:");
    }

    @Test
    void keepsCustomersAndUsersApart() {
        var subject =
                claims(mint(Map.of("orders", List.of("o"), "customer", "admin"))).getSubject();

        assertThat(subject).isEqualTo("customer:admin");
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
    void refusesToMintWithACustomerToken() {
        var token = mint(Map.of("orders", List.of("o"))).token();

        client.with(token)
                .post("/api/auth/customer-token", Map.of("orders", List.of("p")))
                .expectStatus()
                .isForbidden();
    }

    @Test
    void acceptsUpTo50OrdersOf128Characters() {
        var longest = "é".repeat(128);
        mint(Map.of("orders", Collections.nCopies(50, longest)));

        assertThat(refusal(Map.of("orders", Collections.nCopies(51, "o")))).contains("1 to 50");
        assertThat(refusal(Map.of("orders", List.of(longest + "x")))).contains("1 to 128");
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
