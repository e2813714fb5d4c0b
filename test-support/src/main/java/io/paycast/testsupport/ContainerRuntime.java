package io.paycast.testsupport;

/** Checks whether a container of an image can be started on this machine. */
interface ContainerRuntime {

    Availability availability(String image);

    /** An image is available, or missing for a reason. */
    sealed interface Availability {

        record Available() implements Availability {}

        record Missing(String reason) implements Availability {}
    }
}
