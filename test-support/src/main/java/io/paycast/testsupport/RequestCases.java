package io.paycast.testsupport;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests that test how a server reads HTTP/1.1 (RFC 9110, RFC 9112), each with the status of the
 * response. The table of decision 038 compares the responses with those of other servers.
 */
public final class RequestCases {

    /** IMF-fixdate (RFC 9110, section 5.6.7). */
    private static final String DATE =
            "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";

    private static final String HOST = "Host: localhost\r\n";

    private RequestCases() {}

    /**
     * One request.
     *
     * @param text the whole request, one character for each byte
     */
    public record Case(String name, String text, int status) {

        /** What is wrong with a response to the request; empty if nothing is. */
        public List<String> flawsOf(RawHttp.Response response) {
            var flaws = new ArrayList<String>();
            if (response.status() != status) {
                flaws.add("the status is not " + status);
            }
            if (!response.header("date").matches(DATE)) {
                flaws.add("there is no valid Date");
            }
            if (status >= 400 && !response.isProblem()) {
                flaws.add("it is not a problem detail");
            }
            if ((status == 405 || status == 204) && !response.header("allow").contains("GET")) {
                flaws.add("Allow does not name GET");
            }
            if (!flaws.isEmpty()) {
                flaws.add(response.toString());
            }
            return flaws;
        }

        @Override
        public String toString() {
            return name + ": " + status;
        }
    }

    /** The cases, with a path that responds to GET with 200 and supports GET and HEAD only. */
    public static List<Case> of(String path) {
        var cases = new ArrayList<Case>();
        cases.addAll(targets(path));
        cases.addAll(hosts(path));
        cases.addAll(methodsAndVersions(path));
        cases.addAll(headersAndFraming(path));
        return cases;
    }

    private static List<Case> targets(String path) {
        return List.of(
                get("origin form", path, 200),
                get("origin form with a query", path + "?a=b", 200),
                get("a query with characters that browsers leave alone", path + "?a=|{}^`[]", 200),
                get("absolute form", "http://localhost" + path, 200),
                get(
                        "absolute form of another scheme in upper case",
                        "HTTPS://LOCALHOST" + path,
                        200),
                get("absolute form with a port", "http://localhost:80" + path, 200),
                get("absolute form without a path", "http://localhost", 404),
                get("absolute form of an unknown scheme", "ftp://localhost" + path, 400),
                get("absolute form with user information", "http://a@localhost" + path, 400),
                get("absolute form without a host", "http://" + path, 400),
                get("absolute form with an invalid port", "http://localhost:x" + path, 400),
                get("authority form", "localhost:80", 400),
                get("asterisk form", "*", 400),
                get("a relative path", path.substring(1), 400),
                get("a fragment", path + "#a", 400),
                get("a byte outside ASCII", path + "?a=\u00e9", 400),
                get("invalid percent-encoding", path + "?a=%zz", 400),
                get("an incomplete percent-encoding", path + "?a=%4", 400),
                get("an unknown path", "/unknown", 404),
                new Case("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", 204),
                new Case(
                        "OPTIONS of an authority",
                        "OPTIONS http://localhost HTTP/1.1\r\n" + HOST + "\r\n",
                        204),
                new Case(
                        "CONNECT",
                        "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n",
                        405),
                new Case("CONNECT of a path", request("CONNECT", path, HOST), 405),
                new Case("no target", "GET  HTTP/1.1\r\n" + HOST + "\r\n", 400),
                new Case("no version", "GET " + path + "\r\n" + HOST + "\r\n", 400),
                new Case("a blank in the target", request("GET", path + " a", HOST), 400));
    }

    private static List<Case> hosts(String path) {
        return List.of(
                host("no Host", path, "", 400),
                host("two Hosts", path, HOST + "Host: other\r\n", 400),
                host("the same Host twice", path, HOST + HOST, 400),
                host("an empty Host", path, "Host:\r\n", 400),
                host("a blank in Host", path, "Host: a b\r\n", 400),
                host("a path in Host", path, "Host: localhost/a\r\n", 400),
                host("user information in Host", path, "Host: a@localhost\r\n", 400),
                host("a port that is not a number", path, "Host: localhost:a\r\n", 400),
                host("a port beyond 65535", path, "Host: localhost:65536\r\n", 400),
                host("an unclosed bracket in Host", path, "Host: [::1\r\n", 400),
                host("an invalid address in Host", path, "Host: [::g]\r\n", 400),
                host("a byte outside ASCII in Host", path, "Host: \u00e9\r\n", 400),
                host("an empty port", path, "Host: localhost:\r\n", 200),
                host("a Host with a port", path, "Host: localhost:7274\r\n", 200),
                host("a Host of a container", path, "Host: ws_gateway-1.local:8082\r\n", 200),
                host("an IPv4 address as Host", path, "Host: 127.0.0.1:80\r\n", 200),
                host("an IPv6 address as Host", path, "Host: [2001:db8::7]:80\r\n", 200),
                new Case("HTTP/1.0 without Host", "GET " + path + " HTTP/1.0\r\n\r\n", 200),
                new Case(
                        "HTTP/1.0 with two Hosts",
                        "GET " + path + " HTTP/1.0\r\n" + HOST + HOST + "\r\n",
                        400),
                new Case(
                        "absolute form without Host",
                        "GET http://localhost" + path + " HTTP/1.1\r\n\r\n",
                        400));
    }

    private static List<Case> methodsAndVersions(String path) {
        return List.of(
                new Case("POST", request("POST", path, HOST + "Content-Length: 0\r\n"), 405),
                new Case("DELETE", request("DELETE", path, HOST), 405),
                new Case("TRACE", request("TRACE", path, HOST), 405),
                new Case("an unknown method", request("BREW", path, HOST), 405),
                new Case("a method in lower case", request("get", path, HOST), 405),
                new Case("an unknown path and method", request("BREW", "/unknown", HOST), 404),
                new Case("a method with invalid characters", request("G@T", path, HOST), 400),
                new Case("HTTP/1.2", "GET " + path + " HTTP/1.2\r\n" + HOST + "\r\n", 200),
                new Case("HTTP/2.0", "GET " + path + " HTTP/2.0\r\n" + HOST + "\r\n", 505),
                new Case("HTTP/0.9", "GET " + path + " HTTP/0.9\r\n" + HOST + "\r\n", 505),
                new Case(
                        "another protocol", "GET " + path + " HTCPCP/1.0\r\n" + HOST + "\r\n", 400),
                new Case("an empty line first", "\r\n" + request("GET", path, HOST), 200));
    }

    private static List<Case> headersAndFraming(String path) {
        return List.of(
                host("a header without a colon", path, HOST + "nonsense\r\n", 400),
                host("a blank before the colon", path, HOST + "A : b\r\n", 400),
                host("a header name with a blank", path, HOST + "A b: c\r\n", 400),
                host("a NUL in a header", path, HOST + "A: b\0c\r\n", 400),
                host("large headers", path, HOST + "A: " + "b".repeat(20_000) + "\r\n", 431),
                get("a long request line", path + "?a=" + "b".repeat(20_000), 414),
                host(
                        "Content-Length and Transfer-Encoding",
                        path,
                        HOST + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                        400),
                host("a negative Content-Length", path, HOST + "Content-Length: -1\r\n", 400),
                host("a signed Content-Length", path, HOST + "Content-Length: +1\r\n", 400),
                host("an invalid Content-Length", path, HOST + "Content-Length: a\r\n", 400),
                host(
                        "two Content-Lengths",
                        path,
                        HOST + "Content-Length: 1\r\nContent-Length: 2\r\n",
                        400),
                host(
                        "an unknown transfer coding",
                        path,
                        HOST + "Transfer-Encoding: gzip, chunked\r\n",
                        501),
                host(
                        "chunked before another transfer coding",
                        path,
                        HOST + "Transfer-Encoding: chunked, gzip\r\n",
                        400),
                host("no chunked coding", path, HOST + "Transfer-Encoding: gzip\r\n", 400));
    }

    private static Case get(String name, String target, int status) {
        return new Case(name, request("GET", target, HOST), status);
    }

    private static Case host(String name, String path, String headers, int status) {
        return new Case(name, request("GET", path, headers), status);
    }

    private static String request(String method, String target, String headers) {
        return method + " " + target + " HTTP/1.1\r\n" + headers + "\r\n";
    }
}
