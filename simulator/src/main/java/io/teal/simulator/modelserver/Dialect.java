package io.teal.simulator.modelserver;

import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Framing;
import org.jspecify.annotations.Nullable;

/** How one server says what all of them say. */
sealed interface Dialect permits FastChat, Ollama, Vllm, Xinference {
    /** What PyTorch says when the GPU is full. */
    String MEMORY = "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.69 GiB total capacity; 20.92 GiB already"
            + " allocated; 1.25 GiB free; 21.30 GiB reserved in total by PyTorch)";

    Framing framing();

    /** What happens to a generation whose client leaves. */
    WhenLeft whenLeft(boolean stream);

    /** A new id for an answer. */
    String newId();

    /** The chunk that names the role before any token; null where every chunk does. */
    @Nullable String role(Reply reply);

    /** Whether that chunk is sent before the model has said anything. */
    boolean roleAtOnce();

    /** The chunk of a token. */
    String token(Reply reply, String token);

    /** The chunk with the reason why the answer ends. */
    String finish(Reply reply);

    /** The chunk with the numbers of tokens, which has no choice; null where there is none. */
    @Nullable String usage(Reply reply);

    /** The answer of a call that is not streamed. */
    String whole(Reply reply, String content);

    /** The entry of a model in {@code GET /v1/models}. */
    String model(String name, long created);

    /** The GPU is full. */
    Failure memory();

    /** There are too many calls; {@code code} is the wanted status, 0 for the server's own. */
    Failure busy(int code);

    /** Any other failure while it answers. */
    Failure error(String text);

    /** The client asks for a model that is not there. */
    Failure unknownModel(String name);

    /** The client's call cannot be understood. */
    Failure invalid(String text);

    /** Whether the end mark follows an error in a stream. */
    boolean doneAfterError();
}
