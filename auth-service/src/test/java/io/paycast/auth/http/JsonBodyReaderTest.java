package io.paycast.auth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.core.exc.StreamConstraintsException;

class JsonBodyReaderTest {

    /** The parser remembers 6,000 names that anyone has sent, so none of them may be long. */
    @Test
    void refusesALongNameBeforeTheParserRemembersIt() {
        byte[] body = "{\"%s\":0}".formatted("n".repeat(500)).getBytes(UTF_8);
        assertThatThrownBy(() -> JsonBodyReader.JSON.readTree(body))
                .isInstanceOf(StreamConstraintsException.class);
    }
}
