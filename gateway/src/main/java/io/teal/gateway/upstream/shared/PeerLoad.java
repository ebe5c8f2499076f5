package io.teal.gateway.upstream.shared;

/**
 * What another gateway told last of one upstream.
 *
 * @param peer which gateway; a name of that process alone
 * @param sequence counts what it told, so that nothing is taken for news twice
 * @param load what it has there
 */
public record PeerLoad(String peer, long sequence, GroupLoad load) {}
