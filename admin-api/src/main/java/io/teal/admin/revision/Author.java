package io.teal.admin.revision;

/**
 * Who asks for a change, and why.
 *
 * @param who name of the caller
 * @param reason the caller's words, may be empty
 */
public record Author(String who, String reason) {}
