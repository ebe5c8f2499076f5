package io.teal.gateway.cached;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients of one thread that ask the same at the same time and note when their first token came, to the accuracy of one
 * selector. Answers are chunked event streams, of which the first event is not a token.
 */
final class Crowd implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final byte[] request;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);

    Crowd(int port, int size, String request) throws IOException {
        this.request = request.getBytes(StandardCharsets.UTF_8);
        this.selector = Selector.open();
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
            Member member = new Member(channel);
            SelectionKey unused = channel.register(selector, SelectionKey.OP_READ, member);
            members.add(member);
        }
    }

    /** One client. */
    static final class Member {
        private final SocketChannel channel;
        private final StringBuilder seen = new StringBuilder();
        private int leavesAfter = NEVER;
        private int events;
        private int scanned;
        private long firstToken;
        private boolean over;
        private boolean complete;

        private Member(SocketChannel channel) {
            this.channel = channel;
        }

        boolean complete() {
            return complete;
        }

        /** When the second event came, nanoseconds. */
        long firstToken() {
            return firstToken;
        }

        /** The events, without the framing of the chunks: a line that is a hexadecimal number and its line ends. */
        String body() {
            String all = seen.substring(seen.indexOf("\r\n\r\n") + 4);
            StringBuilder body = new StringBuilder();
            int from = 0;
            while (true) {
                int line = all.indexOf("\r\n", from);
                int size = line < 0 ? 0 : Integer.parseInt(all.substring(from, line), 16);
                if (size == 0) {
                    byte[] latin = body.toString().getBytes(StandardCharsets.ISO_8859_1);
                    return new String(latin, StandardCharsets.UTF_8);
                }
                body.append(all, line + 2, line + 2 + size);
                from = line + 2 + size + 2;
            }
        }
    }

    /** This one closes its connection when so many events have come. */
    void leavesAfter(int who, int events) {
        members.get(who).leavesAfter = events;
    }

    /** All of them ask. */
    void ask() throws IOException {
        for (Member member : members) {
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                int unused = member.channel.write(out);
            }
        }
    }

    /** Reads until every answer is over or its client gone. */
    void readAll(Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        while (members.stream().anyMatch(member -> !member.over)) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IOException("not over in " + atMost);
            }
            int unused = selector.select(left);
            long now = System.nanoTime();
            for (SelectionKey key : selector.selectedKeys()) {
                read((Member) key.attachment(), now);
            }
            selector.selectedKeys().clear();
        }
    }

    private void read(Member member, long now) throws IOException {
        in.clear();
        int read = member.over ? -1 : member.channel.read(in);
        if (read < 0) {
            member.over = true;
            member.channel.close();
            return;
        }
        byte[] bytes = new byte[read];
        in.flip().get(bytes);
        // One character for each byte, so that places are those of bytes.
        member.seen.append(new String(bytes, StandardCharsets.ISO_8859_1));
        for (int at = member.seen.indexOf("data: ", member.scanned);
                at >= 0;
                at = member.seen.indexOf("data: ", member.scanned)) {
            member.scanned = at + 6;
            member.events++;
            if (member.events == 2) {
                member.firstToken = now;
            }
        }
        if (member.events >= member.leavesAfter) {
            member.over = true;
            member.channel.close();
        } else if (endsWithEnd(member.seen)) {
            member.over = true;
            member.complete = true;
        }
    }

    private static boolean endsWithEnd(StringBuilder seen) {
        int from = seen.length() - END.length;
        for (int i = 0; i < END.length; i++) {
            if (from < 0 || seen.charAt(from + i) != END[i]) {
                return false;
            }
        }
        return true;
    }

    /** Those who were to read to the end. */
    List<Member> stayed() {
        return members.stream().filter(member -> member.leavesAfter == NEVER).toList();
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.channel.close();
        }
        selector.close();
    }
}
