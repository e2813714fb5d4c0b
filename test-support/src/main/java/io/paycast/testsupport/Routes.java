package io.paycast.testsupport;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Lists the routes of a service as {@code POST /api/auth/login}; a route for any method is {@code *
 * /path}.
 */
public final class Routes implements RouterFunctions.Visitor {

    private final Set<String> found = new TreeSet<>();

    private Routes() {}

    /** Lists the routes of a context's beans. */
    @SuppressWarnings("rawtypes")
    public static Set<String> ofBeans(Map<String, RouterFunction> beans) {
        var routes = new Routes();
        beans.values().forEach(function -> function.accept(routes));
        return routes.found;
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        var reader = new Reader();
        predicate.accept(reader);
        for (var method : reader.methods) {
            if (!method.equals("HEAD")) {
                found.add(method + " " + reader.path);
            }
        }
    }

    @Override
    public void startNested(RequestPredicate predicate) {
        throw new AssertionError("nested routes are not supported");
    }

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
        throw new AssertionError("resources are not supported");
    }

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> function) {
        throw new AssertionError("unknown kind of route: " + function);
    }

    private static final class Reader implements RequestPredicates.Visitor {

        private Set<String> methods = Set.of("*");
        private String path = "";

        @Override
        public void method(Set<HttpMethod> those) {
            methods = new TreeSet<>(those.stream().map(HttpMethod::name).toList());
        }

        @Override
        public void path(String pattern) {
            path = pattern;
        }

        @Override
        @SuppressWarnings("removal") // the interface still requires it
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void queryParam(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
