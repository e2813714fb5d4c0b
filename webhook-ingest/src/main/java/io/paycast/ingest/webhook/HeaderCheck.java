package io.paycast.ingest.webhook;

import io.paycast.ingest.body.JsonContentType;
import io.paycast.ingest.gate.Gate;
import io.paycast.ingest.gate.SenderCheck;
import io.paycast.net.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Checks the method, the sender and the content type of a webhook, before its body is read.
 * Thread-safe.
 */
public final class HeaderCheck {

    private final Gate gate;
    private final String secretHeader;

    /**
     * @param secretHeader the name of the header that holds the shared secret
     */
    public HeaderCheck(Gate gate, String secretHeader) {
        this.gate = gate;
        this.secretHeader = secretHeader;
    }

    Result check(ServerHttpRequest request) {
        var peer = request.getRemoteAddress();
        if (peer == null || peer.getAddress() == null) {
            return new Result.Invalid(WebhookRefusal.ADDRESS, null, null);
        }
        var headers = request.getHeaders();
        return switch (gate.clientOf(
                peer.getAddress(), name -> headers.getOrDefault(name, List.of()))) {
            case ClientAddress.Known(var client) -> check(request, client);
            case ClientAddress.Unknown _ ->
                    new Result.Invalid(
                            isPost(request) ? WebhookRefusal.FORWARDED : WebhookRefusal.METHOD,
                            null,
                            null);
        };
    }

    private Result check(ServerHttpRequest request, InetAddress client) {
        if (!isPost(request)) {
            return new Result.Invalid(WebhookRefusal.METHOD, client, null);
        }
        var headers = request.getHeaders();
        return switch (gate.check(client, singleValueOf(headers, secretHeader))) {
            case SenderCheck.Authenticated(var merchantCode) ->
                    JsonContentType.isDeclaredBy(headers)
                            ? new Result.Valid(client, merchantCode)
                            : new Result.Invalid(WebhookRefusal.CONTENT_TYPE, client, null);
            case SenderCheck.AddressNotAllowed() ->
                    new Result.Invalid(WebhookRefusal.ADDRESS, client, null);
            case SenderCheck.UnlistedAddress _ ->
                    new Result.Invalid(WebhookRefusal.UNLISTED_ADDRESS, client, null);
            case SenderCheck.InvalidSecret() ->
                    new Result.Invalid(WebhookRefusal.SECRET, client, null);
            case SenderCheck.TooManyFailures(var retryAfter) ->
                    new Result.Invalid(WebhookRefusal.FAILURES, client, retryAfter);
        };
    }

    private static boolean isPost(ServerHttpRequest request) {
        return HttpMethod.POST.equals(request.getMethod());
    }

    /** Returns the value of a header that is present exactly once. Two values are ambiguous. */
    private static @Nullable String singleValueOf(HttpHeaders headers, String name) {
        var values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }

    /** The result of the check. */
    sealed interface Result {

        /** The body may be read. */
        record Valid(InetAddress client, String merchantCode) implements Result {}

        /**
         * The webhook is refused.
         *
         * @param client the address of the client; null if the server does not know it
         * @param retryAfter how long the client has to wait; null for the configured time
         */
        record Invalid(
                WebhookRefusal refusal, @Nullable InetAddress client, @Nullable Duration retryAfter)
                implements Result {}
    }
}
