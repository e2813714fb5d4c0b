package io.paycast.testsupport;

/** Says whether a container of an image can be started here. */
interface Engine {

    Answer has(String image);

    /** Yes, or no with the reason. */
    sealed interface Answer {

        record Yes() implements Answer {}

        record No(String reason) implements Answer {}
    }
}
