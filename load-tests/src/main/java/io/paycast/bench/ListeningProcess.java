package io.paycast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Finds the process of this machine that listens on a port, as {@code ss -p} does. */
final class ListeningProcess {

    private static final String LISTEN = "0A";
    private static final int LOCAL_FIELD = 1;
    private static final int STATE_FIELD = 3;
    private static final int INODE_FIELD = 9;

    private ListeningProcess() {}

    /** Returns its process id; empty if there is none, or this user may not see it. */
    static OptionalLong on(int port) {
        var sockets = new HashSet<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                sockets.addAll(inodes(Files.readAllLines(Path.of(table)), port));
            } catch (IOException e) {
                // this system has no such table
            }
        }
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> !sockets.isEmpty() && holdsOne(pid, sockets))
                .findFirst();
    }

    private static List<String> inodes(List<String> table, int port) {
        var suffix = ":%04X".formatted(port);
        return table.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > INODE_FIELD)
                .filter(fields -> fields[LOCAL_FIELD].endsWith(suffix))
                .filter(fields -> fields[STATE_FIELD].equals(LISTEN))
                .map(fields -> "socket:[" + fields[INODE_FIELD] + "]")
                .toList();
    }

    private static boolean holdsOne(long pid, Set<String> sockets) {
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var descriptor : descriptors.toList()) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // this user may not see the process, or it has ended
        }
        return false;
    }
}
