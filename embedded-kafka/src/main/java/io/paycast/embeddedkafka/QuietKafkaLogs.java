package io.paycast.embeddedkafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Suppresses the broker's 2,000 log lines at startup, unless their level is configured. */
final class QuietKafkaLogs {

    private static final List<String> VERBOSE =
            List.of("kafka", "org.apache.kafka", "state.change.logger");

    /** These log warnings or errors when a healthy broker starts or stops. */
    private static final List<String> WARN_WHILE_HEALTHY =
            List.of(
                    "org.apache.kafka.controller.QuorumController",
                    "org.apache.kafka.clients.NetworkClient");

    private QuietKafkaLogs() {}

    static void apply() {
        // Logback is optional; another logging backend has its own configuration.
        if (LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.")) {
            Logback.quieten();
        }
    }

    /** A separate class, so that it is loaded only if Logback is present. */
    private static final class Logback {

        static void quieten() {
            var context = (LoggerContext) LoggerFactory.getILoggerFactory();
            VERBOSE.forEach(name -> setUnlessConfigured(context.getLogger(name), Level.WARN));
            WARN_WHILE_HEALTHY.forEach(
                    name -> setUnlessConfigured(context.getLogger(name), Level.ERROR));
            // Its "unexpected error" is a registration before the election, which is retried.
            setUnlessConfigured(context.getLogger("kafka.server.ControllerApis"), Level.OFF);
        }

        private static void setUnlessConfigured(Logger logger, Level level) {
            if (logger.getLevel() == null) {
                logger.setLevel(level);
            }
        }
    }
}
