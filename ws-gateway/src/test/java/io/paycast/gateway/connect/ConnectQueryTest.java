package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.PaymentMode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectQueryTest {

    private static ConnectQuery valid(String target) {
        return switch (ConnectQuery.read(target)) {
            case ConnectQuery.Read.Valid(var query) -> query;
            case ConnectQuery.Read.Invalid(var refusal) ->
                    throw new AssertionError(refusal.problem().detail());
        };
    }

    private static String refusal(String target) {
        return switch (ConnectQuery.read(target)) {
            case ConnectQuery.Read.Valid(var query) -> "accepted: " + query.orders();
            case ConnectQuery.Read.Invalid(var refusal) -> {
                assertThat(refusal.problem().status()).isEqualTo(400);
                yield String.valueOf(refusal.problem().detail());
            }
        };
    }

    @Test
    void readsEveryParameter() {
        var query = valid("/ws?token=t&since=c&order=a+b&order=%D8%B7&payment=p&test=true");
        assertThat(query.token()).isEqualTo("t");
        assertThat(query.start()).isEqualTo(new StartPosition.After("c"));
        assertThat(query.orders()).containsExactly("a b", "ط");
        assertThat(query.payments()).containsExactly("p");
        assertThat(query.mode()).isEqualTo(PaymentMode.TEST);
        assertThat(valid("/ws?test=false").mode()).isEqualTo(PaymentMode.LIVE);
        assertThat(valid("/ws").mode()).isEqualTo(PaymentMode.ANY);
        assertThat(valid("/ws?&rewind=5&").start()).isEqualTo(new StartPosition.Rewind(5));
    }

    @Test
    void takesASemicolonForPartOfTheName() {
        assertThat(valid("/ws?order=A;B-1").orders()).containsExactly("A;B-1");
        assertThat(valid("/ws?order=A%3BB-1").orders()).containsExactly("A;B-1");
    }

    @Test
    void honoursAParameterHoweverManyComeBeforeIt() {
        var orders =
                IntStream.range(0, 200)
                        .mapToObj(i -> "order=o" + i)
                        .collect(Collectors.joining("&"));
        var query = valid("/ws?" + orders + "&since=c");
        assertThat(query.orders()).hasSize(200);
        assertThat(query.start()).isEqualTo(new StartPosition.After("c"));
        assertThat(refusal("/ws?" + "order=o&".repeat(1001))).contains("at most 1000 orders");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ws?orders=A|unknown parameter \"orders\"",
                "/ws?order[]=A|unknown parameter \"order[]\"",
                "/ws?order%5B%5D=A|unknown parameter \"order[]\"",
                "/ws?Order=A|unknown parameter \"Order\"",
                "/ws?tests=true|Accepted are token, since, rewind, order, payment and test.",
                "/ws?=A|unknown parameter.",
                "/ws?eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln|unknown parameter.",
                "/ws?order=|order must be 1 to 255 printable characters.",
                "/ws?order|order must be 1 to 255",
                "/ws?order=+|order must be 1 to 255",
                "/ws?order=A&order=|order must be 1 to 255",
                "/ws?order=A%00|order must be 1 to 255",
                "/ws?order=A%0A|order must be 1 to 255",
                "/ws?payment=|payment must be 1 to 128 printable characters.",
                "/ws?order=A%|valid percent-encoding",
                "/ws?order=A%4|valid percent-encoding",
                "/ws?order=A%zz|valid percent-encoding",
                "/ws?order=A%FF|valid percent-encoding",
                "/ws?order=A%ED%A0%80|valid percent-encoding",
                "/ws?order=A#B|valid percent-encoding",
                "/ws?order=é|valid percent-encoding",
                "/ws?test=|test must be true or false.",
                "/ws?test=TRUE|test must be true or false.",
                "/ws?test=1|test must be true or false.",
                "/ws?test=true&test=false|test must be sent at most once.",
                "/ws?token=a&token=b|token must be sent at most once.",
                "/ws?since=|since must be a cursor.",
                "/ws?since=a&since=b|since must be sent at most once.",
                "/ws?since=a&rewind=1|at most one of \"since\"",
                "/ws?rewind=0|at most one of",
                "/ws?rewind=1001|at most one of",
                "/ws?rewind=|at most one of",
                "/ws?rewind=x|at most one of"
            })
    void refusesAParameterThatCannotBeHonoured(String target, String sentence) {
        assertThat(refusal(target)).contains(sentence);
    }

    @Test
    void acceptsReferencesOf255Characters() {
        var longest = "%D8%B7".repeat(255);
        assertThat(valid("/ws?order=" + longest).orders().getFirst()).hasSize(255);
        assertThat(refusal("/ws?order=" + longest + "x")).contains("1 to 255");
        assertThat(refusal("/ws?payment=" + "x".repeat(129))).contains("1 to 128");
    }
}
