package io.paycast.testsupport;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a service in a container if one is available, else embedded, and logs which one runs.
 *
 * @param name the service's name in the log
 * @param image the container's image
 * @param variable the environment variable that forces one of the two
 */
record ServiceUnderTest<T>(
        String name, String image, String variable, Supplier<T> container, Supplier<T> embedded) {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceUnderTest.class);

    T start(TestBackend backend, ContainerRuntime runtime) {
        return switch (backend) {
            case EMBEDDED -> startEmbedded(variable + "=embedded");
            case CONTAINER ->
                    switch (runtime.availability(image)) {
                        case ContainerRuntime.Availability.Available yes -> startContainer();
                        case ContainerRuntime.Availability.Missing missing ->
                                throw new IllegalStateException(
                                        variable + "=container, but: " + missing.reason());
                    };
            case AUTOMATIC ->
                    switch (runtime.availability(image)) {
                        case ContainerRuntime.Availability.Available yes -> startContainer();
                        case ContainerRuntime.Availability.Missing missing ->
                                startEmbedded(missing.reason());
                    };
        };
    }

    private T startContainer() {
        LOG.info("service under test started name={} backend=container image={}", name, image);
        return container.get();
    }

    private T startEmbedded(String reason) {
        LOG.info("service under test started name={} backend=embedded reason=\"{}\"", name, reason);
        return embedded.get();
    }
}
