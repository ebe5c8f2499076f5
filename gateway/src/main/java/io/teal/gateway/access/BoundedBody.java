package io.teal.gateway.access;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body that is read whole, up to {@value #MOST} bytes; a longer one is an error. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private static final int MOST = 1 << 20;

    private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
    private Flow.@Nullable Subscription subscription;
    private long length;

    @Override
    public CompletionStage<byte[]> getBody() {
        return all.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        all.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (length > MOST) {
            return;
        }
        for (ByteBuffer piece : pieces) {
            length += piece.remaining();
        }
        if (length <= MOST) {
            all.onNext(pieces);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        all.onError(new IOException("more than " + MOST + " bytes"));
    }

    @Override
    public void onError(Throwable failure) {
        all.onError(failure);
    }

    @Override
    public void onComplete() {
        all.onComplete();
    }
}
