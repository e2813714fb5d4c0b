package io.paycast.tabby.scenario;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a YAML file. Values are the text of the file, so that 40.00 keeps its decimals.
 * Every error names the line.
 */
final class YamlFields {

    static final int MAX_CHARS = 64 * 1024;
    private static final int MAX_DEPTH = 10;

    private final Node node;
    private final Map<String, Node> fields = new LinkedHashMap<>();

    private YamlFields(Node node, Set<String> known) throws InvalidScenarioException {
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw invalid(node, "must have the fields " + String.join(", ", sorted(known)));
        }
        for (var tuple : mapping.getValue()) {
            var name = scalar(tuple.getKeyNode(), "a name");
            if (!known.contains(name)) {
                throw invalid(
                        tuple.getKeyNode(),
                        "%s is unknown; the fields are %s"
                                .formatted(name, String.join(", ", sorted(known))));
            }
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw invalid(tuple.getKeyNode(), name + " is there twice");
            }
        }
    }

    /** Reads a file that is one mapping with these fields. */
    static YamlFields file(String yaml, Set<String> known) throws InvalidScenarioException {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        try {
            var root = new Yaml(options).compose(new StringReader(yaml));
            if (root == null) {
                throw new InvalidScenarioException("The scenario is empty.");
            }
            return new YamlFields(root, known);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidScenarioException(
                    "Line %d: this is not YAML: %s.".formatted(line, e.getProblem()));
        } catch (YAMLException e) {
            throw new InvalidScenarioException(
                    "The scenario is not YAML of at most %d characters and %d levels."
                            .formatted(MAX_CHARS, MAX_DEPTH));
        }
    }

    static YamlFields of(Node node, Set<String> known) throws InvalidScenarioException {
        return new YamlFields(node, known);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    Set<String> names() {
        return fields.keySet();
    }

    Node node() {
        return node;
    }

    Optional<Node> get(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The text of a field; null if it is absent. */
    @Nullable String text(String name) throws InvalidScenarioException {
        var value = fields.get(name);
        return value == null ? null : scalar(value, name);
    }

    /** The entries of a list; none if it is absent. */
    List<Node> list(String name) throws InvalidScenarioException {
        var value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence)) {
            throw invalid(value, name + " must be a list");
        }
        return new ArrayList<>(sequence.getValue());
    }

    static String scalar(Node node, String what) throws InvalidScenarioException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw invalid(node, what + " must be text");
    }

    static InvalidScenarioException invalid(Node node, String sentence) {
        return new InvalidScenarioException(
                "Line %d: %s.".formatted(node.getStartMark().getLine() + 1, sentence));
    }
}
