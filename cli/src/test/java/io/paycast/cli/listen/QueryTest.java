package io.paycast.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryTest {

    private static final URI BASE = URI.create("http://localhost:7274");

    @Test
    void hasNoParametersByDefault() {
        var query = new Query(List.of(), List.of(), Optional.empty(), Optional.empty());
        assertThat(query.address(BASE, null)).isEqualTo(URI.create("ws://localhost:7274/ws"));
    }

    @Test
    void usesWssForHttps() {
        var query = new Query(List.of(), List.of(), Optional.empty(), Optional.empty());
        assertThat(query.address(URI.create("https://pay.example/a"), null))
                .isEqualTo(URI.create("wss://pay.example/a/ws"));
    }

    @Test
    void encodesParameterValues() {
        var query =
                new Query(
                        List.of("a&token=x", "ü 1"),
                        List.of("p=1"),
                        Optional.empty(),
                        Optional.empty());
        assertThat(query.address(BASE, null).getRawQuery())
                .isEqualTo("order=a%26token%3Dx&order=%C3%BC+1&payment=p%3D1");
    }

    @Test
    void prefersTheLatestCursorToSinceAndRewind() {
        var since = new Query(List.of(), List.of(), Optional.of("old"), Optional.empty());
        assertThat(since.address(BASE, null).getQuery()).isEqualTo("since=old");
        assertThat(since.address(BASE, "new").getQuery()).isEqualTo("since=new");
        var rewind = new Query(List.of(), List.of(), Optional.empty(), Optional.of(3));
        assertThat(rewind.address(BASE, null).getQuery()).isEqualTo("rewind=3");
        assertThat(rewind.address(BASE, "new").getQuery()).isEqualTo("since=new");
    }
}
