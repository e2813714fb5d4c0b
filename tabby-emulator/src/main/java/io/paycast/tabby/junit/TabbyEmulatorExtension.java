package io.paycast.tabby.junit;

import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.TabbyOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts an emulator before the tests of a class and stops it after them:
 * {@code @ExtendWith(TabbyEmulatorExtension.class)}. Tests take it as a parameter, or from {@link
 * #emulator} of a static field with {@code @RegisterExtension}.
 */
public final class TabbyEmulatorExtension
        implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private final TabbyOptions options;
    private @Nullable TabbyEmulator emulator;

    /** An emulator with the default options. */
    public TabbyEmulatorExtension() {
        this(TabbyOptions.defaults());
    }

    public TabbyEmulatorExtension(TabbyOptions options) {
        this.options = options;
    }

    /** The emulator, while the tests run. */
    public TabbyEmulator emulator() {
        var running = emulator;
        if (running == null) {
            throw new IllegalStateException("The emulator runs only during the tests.");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        emulator = TabbyEmulator.start(options);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        emulator().close();
        emulator = null;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TabbyEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator();
    }
}
