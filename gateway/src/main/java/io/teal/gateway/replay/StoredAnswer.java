package io.teal.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.teal.gateway.question.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came, ready to be told again: with fresh ids and times, and in the form a client asks for. Immutable and
 * safe for many threads; what another form costs is paid by the first who asks for it.
 */
public final class StoredAnswer {
    /** Most bytes of an answer. */
    public static final int MOST = 64 * 1024 * 1024;

    /** The object itself, its arrays' heads, and what it refers to. */
    private static final int OBJECTS = 256;

    private static final int[] NO_EVENTS = {};

    private final Shape shape;
    private final String contentType;
    private final boolean streamed;
    private final byte[] body;
    private final int[] ends;
    private final Stamps stamps;
    private volatile @Nullable StoredAnswer asStream;
    private volatile @Nullable StoredAnswer asWhole;

    StoredAnswer(Shape shape, String contentType, boolean streamed, byte[] body, int[] ends, Stamps stamps) {
        this.shape = shape;
        this.contentType = contentType;
        this.streamed = streamed;
        this.body = body;
        this.ends = ends;
        this.stamps = stamps;
    }

    /**
     * An answer that came as an event stream.
     *
     * @param events as {@link EventCutter} gives them; copied
     * @throws IllegalArgumentException when an event is empty, or all of them are longer than {@link #MOST}
     */
    public static StoredAnswer ofEvents(Shape shape, String contentType, List<byte[]> events) {
        long length = 0;
        for (byte[] event : events) {
            length += event.length;
            if (event.length == 0 || length > MOST) {
                throw new IllegalArgumentException("no event, or too many bytes: " + length);
            }
        }
        byte[] body = new byte[(int) length];
        int[] ends = new int[events.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] event = events.get(i);
            System.arraycopy(event, 0, body, end, event.length);
            end += event.length;
            ends[i] = end;
        }
        return new StoredAnswer(shape, contentType, true, body, ends, StampFinder.inEvents(body, ends));
    }

    /**
     * An answer that came in one body.
     *
     * @param body copied
     * @throws IllegalArgumentException when it is longer than {@link #MOST}
     */
    public static StoredAnswer ofWhole(Shape shape, String contentType, byte[] body) {
        if (body.length > MOST) {
            throw new IllegalArgumentException("too many bytes: " + body.length);
        }
        return new StoredAnswer(shape, contentType, false, body.clone(), NO_EVENTS, StampFinder.inWhole(body));
    }

    /** Whether it is an event stream. */
    public boolean streamed() {
        return streamed;
    }

    /** The value of its content-type field. */
    public String contentType() {
        return contentType;
    }

    public Shape shape() {
        return shape;
    }

    /** How many events it has; 0 for one in one body. */
    public int events() {
        return ends.length;
    }

    /** The offset in the body behind the event with this number, of which the first is 0. */
    public int end(int event) {
        return ends[event];
    }

    /** Bytes of the body. */
    public int length() {
        return body.length;
    }

    /**
     * Bytes of heap it takes, about. The number never changes, so it counts the other form from the start, as if that were
     * as long as this one. Mostly it is shorter: what makes streams long are their frames.
     */
    public int weight() {
        long own = OBJECTS + contentType.length() + body.length + ends.length * 4L + stamps.count() * 8L;
        return (int) Math.min(own * 2, Integer.MAX_VALUE);
    }

    /**
     * Appends the body with fresh ids and {@code created} at this time. Everything else is as it came, and so is every
     * length. Ids that were equal stay so, and ids that differed go on differing.
     *
     * @param epochSeconds seconds since 1970, not negative; not written where there are not as many digits
     */
    public void fresh(ByteBuf out, long epochSeconds) {
        int at = out.writerIndex();
        var unused = out.writeBytes(body);
        stamps.renew(body, out, at, epochSeconds);
    }

    /** A copy of the body as it came. */
    public byte[] bytes() {
        return body.clone();
    }

    /**
     * The answer as the server would have told it to a client that asked for a stream; this, when it is, or when it is nothing
     * that can be told as one, such as an error.
     *
     * <p>A completion becomes an opening with the role, its text in one piece and the finish reason. Of 0.2.x, an event with
     * text and documents becomes one of each.
     */
    public StoredAnswer asStream() {
        StoredAnswer form = asStream;
        if (form == null) {
            form = Forms.stream(this);
            form.asStream = form;
            if (form != this) {
                form.asWhole = this;
            }
            asStream = form;
        }
        return form;
    }

    /**
     * The answer as the server would have told it to a client that asked for no stream; this, when it is, or when it is
     * nothing that can be told so, such as tokens of a protocol that is not known.
     *
     * <p>0.2.x answers such a client with an event stream too, of one event: so what this gives of {@link Shape#OLD_CHAT} is
     * {@link #streamed} all the same. Of {@code kb_chat} the documents are lost, as Chatchat loses them.
     */
    public StoredAnswer asWhole() {
        StoredAnswer form = asWhole;
        if (form == null) {
            form = Forms.whole(this);
            form.asWhole = form;
            if (form != this) {
                form.asStream = this;
            }
            asWhole = form;
        }
        return form;
    }

    /** What the user reads, without what the model thought; of a retrieval without an answer, the documents. */
    public String text() {
        return text(said());
    }

    static String text(List<Said> all) {
        StringBuilder text = new StringBuilder();
        for (Said said : all) {
            text.append(said.text());
        }
        return text.toString();
    }

    /** What its events or its body say, without those that say nothing and without the end mark. */
    List<Said> said() {
        List<Said> all = new ArrayList<>(Math.max(1, ends.length));
        if (!streamed) {
            Wrapped inner = Wrapped.in(body);
            byte[] json = inner == null ? body : inner.bytes();
            all.add(Said.of(json, 0, json.length));
            return all;
        }
        int from = 0;
        for (int end : ends) {
            EventData data = EventData.of(body, from, end);
            if (data.length() > 0 && !data.done()) {
                all.add(Said.of(data.bytes(), data.from(), data.length()));
            }
            from = end;
        }
        return all;
    }

    /** Writes it so that {@link #readFrom} gets the same. */
    public void writeTo(DataOutput out) throws IOException {
        AnswerFormat.write(out, shape, contentType, streamed, body, ends, stamps);
    }

    /**
     * Reads what {@link #writeTo} wrote, and no byte more. Takes no more memory than a few times what is there to read.
     *
     * @throws IOException when it is cut or damaged in a way that shows
     */
    public static StoredAnswer readFrom(DataInput in) throws IOException {
        return AnswerFormat.read(in);
    }

    @Override
    public String toString() {
        return shape + (streamed ? " of " + ends.length + " events, " : ", ") + body.length + " bytes";
    }
}
