package io.teal.simulator.chat;

import io.teal.simulator.answer.LanguageModel;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import org.jspecify.annotations.Nullable;

/** What OpenAI's client library says in Chatchat when the model server fails. */
final class ModelErrors {
    private static final String MEMORY =
            "Error code: 500 - {'detail': '[address=0.0.0.0:45831, pid=1234] CUDA out of memory."
                    + " Tried to allocate 2.00 GiB'}";
    private static final String RATE =
            " - {'detail': '[address=0.0.0.0:45831, pid=1234] Rate limit reached for the model."
                    + " Request limit 5 for the model: qwen2-instruct'}";
    private static final String QUEUE =
            " - {'error': {'message': 'server busy, please try again.  maximum pending requests exceeded',"
                    + " 'type': 'api_error', 'param': None, 'code': None}}";

    private ModelErrors() {}

    /** The text of the failure that a fault makes of each call; null when there is none. */
    static @Nullable String of(FaultSet faults) {
        if (!LanguageModel.fails(faults)) {
            return null;
        }
        if (faults.has(Fault.OUT_OF_MEMORY) || !faults.has(Fault.MODEL_BUSY)) {
            return MEMORY;
        }
        long code = faults.number(Fault.MODEL_BUSY, "code", 429);
        return "Error code: " + code + (code == 429 ? RATE : QUEUE);
    }
}
