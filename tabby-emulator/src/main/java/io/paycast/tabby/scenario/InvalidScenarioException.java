package io.paycast.tabby.scenario;

/** A scenario file is invalid, or its expectation contradicts its steps. */
public final class InvalidScenarioException extends Exception {

    InvalidScenarioException(String message) {
        super(message);
    }
}
