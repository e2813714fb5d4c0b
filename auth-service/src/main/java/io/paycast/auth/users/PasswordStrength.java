package io.paycast.auth.users;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognizes new passwords that are obviously guessable, although they are long enough: few
 * different characters, a run along the alphabet, the digits or a keyboard, or the username or a
 * common word with too little else.
 */
final class PasswordStrength {

    private static final int MIN_DISTINCT = 5;

    /** The characters that must remain without the username and the common words. */
    private static final int MIN_REST = 8;

    /** A shorter username is part of many good passwords by chance. */
    private static final int MIN_USERNAME = 3;

    private static final List<String> RUNS =
            List.of(
                    "abcdefghijklmnopqrstuvwxyz",
                    "01234567890",
                    "qwertyuiop",
                    "asdfghjkl",
                    "zxcvbnm",
                    "1qaz2wsx3edc4rfv5tgb6yhn7ujm");

    /** The bases of the most common passwords, longest first where one contains another. */
    private static final List<String> COMMON_WORDS =
            List.of(
                    "administrator",
                    "correcthorsebatterystaple",
                    "password",
                    "passw0rd",
                    "p@ssw0rd",
                    "p@ssword",
                    "changeme",
                    "iloveyou",
                    "sunshine",
                    "princess",
                    "football",
                    "baseball",
                    "superman",
                    "trustno1",
                    "whatever",
                    "starwars",
                    "computer",
                    "internet",
                    "welcome",
                    "letmein",
                    "default",
                    "charlie",
                    "freedom",
                    "paycast",
                    "secret",
                    "qwerty",
                    "azerty",
                    "dragon",
                    "monkey",
                    "master",
                    "shadow",
                    "summer",
                    "winter",
                    "spring",
                    "autumn",
                    "tabby",
                    "hello",
                    "admin",
                    "login",
                    "guest",
                    "root",
                    "user",
                    "test",
                    "pass");

    private PasswordStrength() {}

    /** Returns a sentence for the client if the password is guessable; empty if it is not. */
    static Optional<String> weakness(String password, String username) {
        var text = password.toLowerCase(Locale.ROOT);
        if (text.codePoints().distinct().count() < MIN_DISTINCT) {
            return Optional.of(
                    "A new password must have at least %d different characters."
                            .formatted(MIN_DISTINCT));
        }
        if (isRun(text)) {
            return Optional.of(
                    "A new password must not be a run of neighbouring or repeated characters, such"
                            + " as abcdef, 123456 or qwerty.");
        }
        if (lengthWithoutSpaces(rest(text, username)) < MIN_REST) {
            return Optional.of(
                    ("A new password must have at least %d characters besides the username and"
                                    + " common words such as password or admin.")
                            .formatted(MIN_REST));
        }
        return Optional.empty();
    }

    /** Three of four steps lead to the same or a neighbouring character. */
    private static boolean isRun(String text) {
        int steps = 0;
        for (int i = 1; i < text.length(); i++) {
            char from = text.charAt(i - 1);
            char to = text.charAt(i);
            if (from == to || areNeighbours("" + from + to) || areNeighbours("" + to + from)) {
                steps++;
            }
        }
        return 4 * steps >= 3 * (text.length() - 1);
    }

    private static boolean areNeighbours(String pair) {
        return RUNS.stream().anyMatch(run -> run.contains(pair));
    }

    /** The password without the username, forwards and backwards, and without common words. */
    private static String rest(String text, String username) {
        var rest = text;
        if (username.length() >= MIN_USERNAME) {
            var name = username.toLowerCase(Locale.ROOT);
            rest = rest.replace(name, "").replace(reversed(name), "");
        }
        for (var word : COMMON_WORDS) {
            rest = rest.replace(word, "").replace(reversed(word), "");
        }
        return rest;
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static long lengthWithoutSpaces(String text) {
        return text.codePoints().filter(c -> !Character.isWhitespace(c)).count();
    }
}
