package io.paycast.cli.up;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures logging for {@code paycast up}: everything to a file, and warnings as one line each to
 * the terminal. Configured in code, because Kafka logs before Spring would configure it.
 */
final class UpLog {

    private static final long FILE_BYTES = 10L << 20;
    private static final int OLD_FILES = 3;

    /** Their warnings repeat the printed progress or error message, or do not matter locally. */
    private static final List<String> FILE_ONLY =
            List.of(
                    "org.springframework.boot.SpringApplication",
                    "org.springframework.boot.diagnostics",
                    "org.springframework.boot.reactor.netty",
                    "org.springframework.context",
                    "org.flywaydb",
                    "org.apache.kafka",
                    "kafka");

    /** Off during start and stop, when connection failures are expected. */
    private static volatile boolean terminal;

    private UpLog() {}

    /** Replaces the configuration of all loggers. */
    static void writeTo(Path file) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(fileAppender(context, file));
        root.addAppender(terminalAppender(context));
        context.getLogger("kafka").setLevel(Level.WARN);
        context.getLogger("org.apache.kafka").setLevel(Level.WARN);
        context.getLogger("state.change.logger").setLevel(Level.WARN);
        // At WARN it would log invalid requests of unknown clients.
        context.getLogger("reactor.netty.http.server.HttpServerOperations").setLevel(Level.ERROR);
    }

    /** Switches warnings on the terminal on or off. */
    static void warnOnTerminal(boolean wanted) {
        terminal = wanted;
    }

    private static Appender<ILoggingEvent> fileAppender(LoggerContext context, Path file) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setFile(file.toString());
        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES);
        rolling.start();
        var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(FILE_BYTES));
        trigger.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        return start(
                appender,
                context,
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} %msg%n");
    }

    private static Appender<ILoggingEvent> terminalAppender(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setTarget("System.err");
        var filter =
                new Filter<ILoggingEvent>() {
                    @Override
                    public FilterReply decide(ILoggingEvent event) {
                        return terminal
                                        && event.getLevel().isGreaterOrEqual(Level.WARN)
                                        && FILE_ONLY.stream()
                                                .noneMatch(event.getLoggerName()::startsWith)
                                ? FilterReply.NEUTRAL
                                : FilterReply.DENY;
                    }
                };
        filter.start();
        appender.addFilter(filter);
        return start(appender, context, "%d{HH:mm:ss} %-5level %logger{0}: %msg%nopex%n");
    }

    private static Appender<ILoggingEvent> start(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, String pattern) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
