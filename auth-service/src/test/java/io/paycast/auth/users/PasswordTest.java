package io.paycast.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {

    private static final Username FATIMA = Username.parse("Fatima.Ali").orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    aaaaaaaaaaaa             | at least 5 different characters
                    abcabcabcabcabc          | at least 5 different characters
                    121212121212121212       | at least 5 different characters
                    abcdefghijkl             | run of neighbouring or repeated characters
                    zyxwvutsrqponm           | run of neighbouring or repeated characters
                    123456789012             | run of neighbouring or repeated characters
                    0987654321098            | run of neighbouring or repeated characters
                    qwertyuiopasdf           | run of neighbouring or repeated characters
                    Qwertyuiop123            | run of neighbouring or repeated characters
                    1qaz2wsx3edc             | run of neighbouring or repeated characters
                    aaaabbbbccccddddeeee     | run of neighbouring or repeated characters
                    fatima.alifatima.ali     | besides the username and common words
                    Fatima.Ali2026           | besides the username and common words
                    ila.amitaf-2026          | besides the username and common words
                    Password1234!            | besides the username and common words
                    passwordpassword1        | besides the username and common words
                    P@ssw0rd2026             | besides the username and common words
                    admin admin 2026         | besides the username and common words
                    Welcome2026!!            | besides the username and common words
                    changeme-2026            | besides the username and common words
                    administrator1           | besides the username and common words
                    paycast-tabby-26         | besides the username and common words
                    eleven char              | at least 12 characters
                    """)
    void refusesAGuessableNewPassword(String password, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Password.parseNew(password, FATIMA))
                .withMessageContaining(sentence)
                .withMessageStartingWith("A new password must");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery",
                "twelve characters or more",
                "otters float on their backs",
                "kX9#mQ2$vL7!",
                "fatima.ali likes cold brew",
                "83619475028346",
                "q8Zr0m7cV1tJx3Fh5bNw2sKd6gPy4aLe9uTiQoRzXv0=",
                "كلمة مرور طويلة جدا"
            })
    void acceptsAPasswordThatIsHardToGuess(String password) {
        assertThat(Password.parseNew(password, FATIMA)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "aaaaaaaaaaaa", "password"})
    void verifiesAnyPassword(String password) {
        assertThat(Password.parse(password)).isNotNull();
    }
}
