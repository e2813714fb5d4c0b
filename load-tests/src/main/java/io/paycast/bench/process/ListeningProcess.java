package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out which process of this machine listens on a port, as {@code ss -p} does. */
public final class ListeningProcess {

    private static final String LISTEN = "0A";
    private static final int LOCAL_FIELD = 1;
    private static final int STATE_FIELD = 3;
    private static final int INODE_FIELD = 9;

    private ListeningProcess() {}

    /** Its id; empty where there is none that this user may look at. */
    public static OptionalLong on(int port) {
        var sockets = new HashSet<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                sockets.addAll(inodes(Files.readAllLines(Path.of(table)), port));
            } catch (IOException e) {
                // not this family, or not this system
            }
        }
        return sockets.isEmpty()
                ? OptionalLong.empty()
                : ProcessHandle.allProcesses()
                        .mapToLong(ProcessHandle::pid)
                        .filter(pid -> holdsOne(pid, sockets))
                        .findFirst();
    }

    static Set<String> inodes(List<String> table, int port) {
        var suffix = ":%04X".formatted(port);
        var inodes = new HashSet<String>();
        for (var line : table) {
            var fields = line.strip().split("\\s+", -1);
            if (fields.length > INODE_FIELD
                    && fields[LOCAL_FIELD].endsWith(suffix)
                    && fields[STATE_FIELD].equals(LISTEN)) {
                inodes.add("socket:[" + fields[INODE_FIELD] + "]");
            }
        }
        return inodes;
    }

    private static boolean holdsOne(long pid, Set<String> sockets) {
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(it -> sockets.contains(target(it)));
        } catch (IOException e) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
