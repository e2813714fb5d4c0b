package io.paycast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Claims permit what {@code docs/wire/tokens.json} says. */
class TokenExamplesTest {

    static Stream<Named<JsonNode>> examples() {
        return JsonMapper.shared()
                .readTree(Path.of("../docs/wire/tokens.json").toFile())
                .path("cases")
                .valueStream()
                .map(example -> Named.of(example.path("name").asString(), example));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void permitsWhatTheExampleSays(JsonNode example) throws ParseException {
        var claims = new ClientClaims(JWTClaimsSet.parse(example.path("claims").toString()));
        var read = new LinkedHashMap<String, @Nullable Object>();
        try {
            var entitlement = claims.client(Instant.MAX).entitlement();
            var orders = entitlement.orders();
            read.put("orders", orders == null ? null : orders.stream().sorted().toList());
            read.put("merchant", entitlement.merchant());
            read.put("mode", entitlement.mode().name().toLowerCase(Locale.ROOT));
            assertThat(json(read)).isEqualTo(example.path("permits"));
        } catch (InvalidClaimException e) {
            assertThat(e.reason()).isEqualTo(example.path("refused").asString(""));
        }
    }

    private static JsonNode json(Map<String, @Nullable Object> map) {
        return JsonMapper.shared().valueToTree(map);
    }
}
