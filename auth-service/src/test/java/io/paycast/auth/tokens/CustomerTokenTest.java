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
    void a_customer_token_is_good_for_the_named_orders_and_to_read_only() throws Exception {
        var tokens = mint(Map.of("orders", List.of("order-1", "order-2"), "customer", "42"));
        var claims = claims(tokens);

        assertThat(tokens.expiresIn()).isEqualTo(900);
        assertThat(tokens.refreshToken()).isNull();
        assertThat(claims.getStringListClaim("orders")).containsExactly("order-1", "order-2");
        assertThat(claims.getStringClaim("scope")).isEqualTo("payments:read");
        assertThat(claims.getSubject()).isEqualTo("customer:42");
    }

    @Test
    void a_customer_token_lives_as_long_as_asked_up_to_an_hour() {
        var tokens = mint(Map.of("orders", List.of("o"), "ttlSeconds", 3600));
        var until = auth.clock.instant().truncatedTo(SECONDS).plusSeconds(3600);

        assertThat(claims(tokens).getExpirationTime().toInstant()).isEqualTo(until);
        assertThat(refusal(Map.of("orders", List.of("o"), "ttlSeconds", 3601)))
                .contains("ttlSeconds must not exceed 3600");
    }

    @Test
    void without_a_customer_the_same_orders_make_the_same_subject() {
        var one = claims(mint(Map.of("orders", List.of("a", "b")))).getSubject();
        var again = claims(mint(Map.of("orders", List.of("b", "a")))).getSubject();
        var other = claims(mint(Map.of("orders", List.of("a", "c")))).getSubject();

        assertThat(one).isEqualTo(again).isNotEqualTo(other).startsWith("customer:");
    }

    @Test
    void no_customer_can_pass_for_a_user() {
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
    void a_customer_token_mints_no_further_tokens() {
        var token = mint(Map.of("orders", List.of("o"))).token();

        client.with(token)
                .post("/api/auth/customer-token", Map.of("orders", List.of("p")))
                .expectStatus()
                .isForbidden();
    }

    @Test
    void fifty_orders_of_128_characters_are_the_most() {
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
                    {"orders":[""]}                          | Each of the orders
                    {"orders":["a",null]}                    | Each of the orders
                    {"orders":["a\\u0000"]}                  | Each of the orders
                    {"orders":["a\\ud800"]}                  | Each of the orders
                    {"orders":["a",5]}                       | orders has the wrong type
                    {"orders":"a"}                           | orders has the wrong type
                    {"orders":["a"],"ttlSeconds":0}          | ttlSeconds must be 2 or more
                    {"orders":["a"],"ttlSeconds":-5}         | ttlSeconds must be 2 or more
                    {"orders":["a"],"ttlSeconds":1.5}        | ttlSeconds has the wrong type
                    {"orders":["a"],"ttlSeconds":"60"}       | ttlSeconds has the wrong type
                    {"orders":["a"],"ttlSeconds":99999999999999999999} | well-formed
                    {"orders":["a"],"customer":""}           | customer may have
                    {"orders":["a"],"customer":"a b"}        | customer may have
                    {"orders":["a"],"ttl":60}                | orders, customer, ttlSeconds
                    """)
    void a_request_that_is_wrong_is_told_why(String body, String sentence) {
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
