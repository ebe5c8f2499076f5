package io.teal.launcher;

import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks whether ports are free before anything is started, so that all that are not can be named together. */
final class Ports {
    private Ports() {}

    /**
     * Fails with one sentence for each port that something else listens on.
     *
     * @param wanted ports by what they are for; 0 is always free
     * @param advice what else the user can do
     */
    static void refuseTaken(Map<String, Integer> wanted, String advice) throws CommandFailure {
        List<String> taken = taken(wanted);
        if (!taken.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED, String.join("\n      ", taken) + "\nStop what uses it, or " + advice);
        }
    }

    static List<String> taken(Map<String, Integer> wanted) {
        List<String> taken = new ArrayList<>();
        wanted.forEach((purpose, port) -> {
            if (port != 0 && !free(port)) {
                taken.add("port " + port + " for " + purpose + " is taken");
            }
        });
        return taken;
    }

    private static boolean free(int port) {
        // All addresses: that also meets a listener on one of them.
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
