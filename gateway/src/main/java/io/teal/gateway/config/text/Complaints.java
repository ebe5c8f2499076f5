package io.teal.gateway.config.text;

/** Takes what is wrong with a text; reading goes on, so that everything wrong is found at once. */
public interface Complaints {

    /**
     * Something that makes the text unusable.
     *
     * @param found what stands there
     * @param expected what should stand there, in words that tell what to do
     */
    void error(Place place, String found, String expected);

    /**
     * Something that is understood but does not do what its author may think.
     *
     * @param found what stands there
     * @param note what happens instead
     */
    void warning(Place place, String found, String note);
}
