package io.paycast.testsupport;

/** Says whether a container of an image can be started here. */
interface ContainerRuntime {

    Availability availability(String image);

    /** Yes, or no with the reason. */
    sealed interface Availability {

        record Available() implements Availability {}

        record Missing(String reason) implements Availability {}
    }
}
