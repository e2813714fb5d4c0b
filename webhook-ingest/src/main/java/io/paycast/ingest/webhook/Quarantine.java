package io.paycast.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.Topics;
import io.paycast.events.tabby.ParsedWebhook;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Encodes authenticated bodies that could not be parsed as records of the quarantine topic. */
final class Quarantine {

    private Quarantine() {}

    /** Encodes a body without changing a byte. The key of the record is its SHA-256. */
    static ProducerRecord<String, byte[]> encode(
            byte[] body, ParsedWebhook.Invalid invalid, String merchantCode, Instant receivedAt) {
        var message = new ProducerRecord<>(Topics.QUARANTINE, sha256(body), body);
        put(message, "reason", invalid.field() + ": " + invalid.reason());
        put(message, "received_at", receivedAt.toString());
        put(message, "merchant", merchantCode);
        return message;
    }

    private static void put(ProducerRecord<String, byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(UTF_8));
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
