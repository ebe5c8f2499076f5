package io.teal.gateway.fleet;

import io.teal.gateway.routing.Address;
import io.teal.gateway.upstream.shared.GroupLoad;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway says of its load, as it is sent: a line for itself, then for each upstream a line with the leases it was ever
 * granted, the requests that wait and the servers, {@code chat/blue 960 3 127.0.0.1:8001=12,0}, with leases and thousandths of
 * ghosts. All it has is said each time,
 * so that a message that is lost is made good by the next.
 *
 * @param from the gateway; a name of that process alone
 * @param sequence counts its messages
 * @param leaving whether it is about to end, and is not heard any more
 * @param loads what it has
 */
record LoadMessage(String from, long sequence, boolean leaving, List<GroupLoad> loads) {
    private static final String STAYS = "stays";
    private static final String LEAVES = "leaves";

    /** What it has as it is sent, without who says so and when; equal for equal loads. */
    static String text(List<GroupLoad> loads) {
        StringBuilder text = new StringBuilder();
        for (GroupLoad load : loads) {
            // Names from files have neither; one made by code cannot be told.
            if (isWord(load.service()) && isWord(load.upstream())) {
                text.append('\n').append(load.service()).append('/').append(load.upstream());
                text.append(' ').append(load.granted()).append(' ').append(load.waiting());
                for (GroupLoad.AtServer server : load.servers()) {
                    text.append(' ').append(server.address()).append('=').append(server.leases());
                    text.append(',').append(server.ghosts());
                }
            }
        }
        return text.toString();
    }

    private static boolean isWord(String name) {
        return name.indexOf('/') < 0 && name.chars().noneMatch(c -> c <= ' ');
    }

    /** The whole message, with what {@link #text} gave. */
    static String of(String from, long sequence, boolean leaving, String text) {
        return from + " " + sequence + " " + (leaving ? LEAVES : STAYS) + text;
    }

    /** Reads a message; null when it is none. */
    static @Nullable LoadMessage read(String message) {
        String[] lines = message.split("\n", -1);
        String[] head = lines[0].split(" ", -1);
        if (head.length != 3) {
            return null;
        }
        try {
            List<GroupLoad> loads = new ArrayList<>(lines.length - 1);
            for (int i = 1; i < lines.length; i++) {
                loads.add(load(lines[i]));
            }
            return new LoadMessage(head[0], Long.parseLong(head[1]), head[2].equals(LEAVES), loads);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static GroupLoad load(String line) {
        String[] words = line.split(" ", -1);
        String[] names = words[0].split("/", -1);
        if (names.length != 2 || words.length < 3) {
            throw new IllegalArgumentException(line);
        }
        List<GroupLoad.AtServer> servers = new ArrayList<>(words.length - 3);
        for (int i = 3; i < words.length; i++) {
            int equals = words[i].lastIndexOf('=');
            int comma = words[i].lastIndexOf(',');
            Address address = equals < 0 || comma < equals ? null : Order.address(words[i].substring(0, equals));
            if (address == null) {
                throw new IllegalArgumentException(line);
            }
            servers.add(new GroupLoad.AtServer(
                    address, count(words[i].substring(equals + 1, comma)), count(words[i].substring(comma + 1))));
        }
        return new GroupLoad(names[0], names[1], Long.parseLong(words[1]), count(words[2]), servers);
    }

    /** Bounded, so that sums of what others say stay numbers. */
    private static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 0 || count > 1_000_000) {
            throw new IllegalArgumentException(text);
        }
        return count;
    }
}
