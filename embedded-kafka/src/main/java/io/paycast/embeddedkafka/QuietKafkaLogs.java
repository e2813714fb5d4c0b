package io.paycast.embeddedkafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps the broker's 2,000 lines of start-up out of the log, where nobody asked for them. */
final class QuietKafkaLogs {

    private static final List<String> VERBOSE =
            List.of("kafka", "org.apache.kafka", "state.change.logger");

    /** They warn, or err, at a start or stop of a healthy broker. */
    private static final List<String> WARN_WHILE_HEALTHY =
            List.of(
                    "org.apache.kafka.controller.QuorumController",
                    "org.apache.kafka.clients.NetworkClient");

    private QuietKafkaLogs() {}

    static void apply() {
        // Logback is optional; another back end brings its own configuration.
        if (LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.")) {
            Logback.quieten();
        }
    }

    /** In a class of its own, so that it is loaded only where Logback is there. */
    private static final class Logback {

        static void quieten() {
            var context = (LoggerContext) LoggerFactory.getILoggerFactory();
            VERBOSE.forEach(name -> setUnlessConfigured(context.getLogger(name), Level.WARN));
            WARN_WHILE_HEALTHY.forEach(
                    name -> setUnlessConfigured(context.getLogger(name), Level.ERROR));
            // its "unexpected error" is the registration that came before the election, and is
            // retried
            setUnlessConfigured(context.getLogger("kafka.server.ControllerApis"), Level.OFF);
        }

        private static void setUnlessConfigured(Logger logger, Level level) {
            if (logger.getLevel() == null) {
                logger.setLevel(level);
            }
        }
    }
}
