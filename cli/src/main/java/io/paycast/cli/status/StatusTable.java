package io.paycast.cli.status;

import java.util.List;

/** Lines of a label and cells in columns of one width, coloured after they are aligned. */
final class StatusTable {

    private static final int LABEL_WIDTH = 10;
    private static final int CELL_WIDTH = 24;
    private static final int CELLS_PER_LINE = 3;
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";

    private final boolean colour;
    private final StringBuilder text = new StringBuilder();

    StatusTable(boolean colour) {
        this.colour = colour;
    }

    /** How much attention a cell needs. */
    enum Tone {
        PLAIN(""),
        OK("\u001b[32m"),
        WARNING("\u001b[33m"),
        ERROR("\u001b[31m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /** One value with its unit. */
    record Cell(String text, Tone tone) {
        static Cell plain(String text) {
            return new Cell(text, Tone.PLAIN);
        }
    }

    /** Adds a line as it is. */
    StatusTable line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** Adds a label and its cells; more than three cells continue on lines without the label. */
    StatusTable row(String label, List<Cell> cells) {
        for (int from = 0; from < cells.size(); from += CELLS_PER_LINE) {
            int to = Math.min(from + CELLS_PER_LINE, cells.size());
            text.append(paint(BOLD, padded(from == 0 ? label : "", LABEL_WIDTH)));
            for (var cell : cells.subList(from, to - 1)) {
                text.append(paint(cell.tone().code, padded(cell.text(), CELL_WIDTH)));
            }
            var last = cells.get(to - 1);
            text.append(paint(last.tone().code, last.text())).append('\n');
        }
        return this;
    }

    private String paint(String code, String cell) {
        return colour && !code.isEmpty() && !cell.isBlank() ? code + cell + RESET : cell;
    }

    /** Followed by one space at least, so that a wide cell never touches the next one. */
    private static String padded(String cell, int width) {
        return cell + " ".repeat(Math.max(1, width - cell.length()));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
