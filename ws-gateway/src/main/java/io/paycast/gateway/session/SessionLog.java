package io.paycast.gateway.session;

import io.paycast.gateway.access.Client;
import io.paycast.limits.LogLimit;
import io.paycast.logging.LogText;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when sockets open and close. Clients cause these lines, so their number is limited; the
 * stats count every socket. Thread-safe.
 */
public final class SessionLog {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);

    /** Of each kind. */
    private static final int MAX_LINES_PER_MINUTE = 6_000;

    private static final LogLimit OPENED = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);
    private static final LogLimit CLOSED = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);

    /** A fault may abort all sessions at once, and a stack trace is long. */
    private static final LogLimit ABORTED = new LogLimit(60, System::nanoTime);

    private SessionLog() {}

    /** Logs that a socket opened. */
    public static void opened(Client client, InetAddress address) {
        log(
                OPENED,
                "socket opened",
                () ->
                        LOG.info(
                                "socket opened subject={} address={}",
                                LogText.of(client.subject()),
                                address.getHostAddress()));
    }

    /**
     * Logs that a socket closed.
     *
     * @param code the close code, or that there was none
     */
    static void closed(Client client, InetAddress address, String code, long openMillis) {
        log(
                CLOSED,
                "socket closed",
                () ->
                        LOG.info(
                                "socket closed subject={} address={} code={} openMillis={}",
                                LogText.of(client.subject()),
                                address.getHostAddress(),
                                code,
                                openMillis));
    }

    /** Logs that a fault of the gateway ended a socket. */
    static void aborted(RuntimeException fault) {
        ABORTED.log(LOG, "socket aborted", () -> LOG.error("socket aborted", fault));
    }

    /** A line that the level omits does not count. */
    private static void log(LogLimit limit, String event, Runnable line) {
        if (LOG.isInfoEnabled()) {
            limit.log(LOG, event, line);
        }
    }
}
