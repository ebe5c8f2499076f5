package io.teal.gateway.question;

/** Why the answer to a request is not kept for others. */
public enum Reason {
    /** The path is none that questions are asked by. */
    NOT_A_QUESTION("not_a_question"),
    /** Tools may run for it, and it knows the time of day. */
    AGENT("agent"),
    /** It is answered from files that one person has uploaded for himself. */
    TEMPORARY_KNOWLEDGE("temporary_knowledge"),
    /** It is answered from the web as it is now. */
    SEARCH_ENGINE("search_engine"),
    /** It is answered from an uploaded file. */
    FILE_CHAT("file_chat"),
    /** It belongs to a conversation that the server remembers. */
    CONVERSATION("conversation"),
    /** It comes with what was said before. */
    HISTORY("history"),
    /** It wants more variety than the policy allows to take away. */
    TEMPERATURE("temperature"),
    /** The model may ask for tools to be called. */
    TOOLS("tools"),
    /** It wants several answers. */
    CHOICES("choices"),
    /** It wants to know how probable each token was. */
    LOGPROBS("logprobs"),
    /** It contains what is not text. */
    IMAGES("images"),
    /** It goes to the model alone, and the policy is for questions to a knowledge base. */
    MODEL_QUESTION("model_question"),
    /** The body is no JSON object, or has what the server would refuse. */
    BODY("body"),
    /** Text to be continued, not a question. */
    COMPLETION("completion");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** As it stands in headers, metrics and log. */
    public String word() {
        return word;
    }

    Meaning.Bypass bypass() {
        return new Meaning.Bypass(word);
    }

    /** To be thrown from within the reading of a body. */
    Unkept unkept() {
        return new Unkept(this);
    }

    /** Ends the reading of a body as soon as it is clear that the answer is not kept. Without a stack: it is no fault. */
    static final class Unkept extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        private Unkept(Reason reason) {
            super(reason.word(), null, false, false);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }
}
