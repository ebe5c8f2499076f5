package io.teal.gateway.upstream.shared;

import io.teal.gateway.routing.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway knows of the others in one upstream at one moment, and what it makes of it. Immutable.
 *
 * <p>Places at a server that limits them are divided among the gateways that have requests waiting, as evenly as whole places
 * can be; the places that remain go round, another gateway having one more in each turn. A place that nobody waits for is
 * had by whoever asks first. So a place that becomes free is not taken by all who wait, nor always by the one at which it
 * became free.
 */
public final class Round {
    /** So long a gateway has what remains when places are divided. */
    private static final long TURN_MILLIS = 5_000;

    private final String self;
    private final long turn;
    private final List<PeerLoad> peers;

    /**
     * What is known now.
     *
     * @param self this gateway, by the name that others know it by
     * @param epochMillis the time; clocks may differ a little
     * @param peers what each of the others told last, of those that can still be heard
     */
    public Round(String self, long epochMillis, List<PeerLoad> peers) {
        this.self = self;
        this.turn = epochMillis / TURN_MILLIS;
        this.peers = List.copyOf(peers);
    }

    /** How many gateways wait for places, this one taken for one of them. */
    public int contenders() {
        int count = 1;
        for (PeerLoad peer : peers) {
            count += peer.load().waiting() > 0 ? 1 : 0;
        }
        return count;
    }

    /** Tells what others do here; {@code granted} are the places this gateway was ever granted. */
    public void tell(long granted, Followers into) {
        into.hear(peers, granted);
    }

    /**
     * What the others have at a server; null when none of them has anything in the upstream.
     *
     * @param limit its places; 0 for any number
     * @param own the leases of this gateway there
     * @param servers how many servers the upstream has
     * @param followers how much others do in the upstream
     * @param before what was known before
     */
    public @Nullable Elsewhere at(
            Address address,
            long seed,
            int limit,
            int own,
            int servers,
            Followers followers,
            @Nullable Elsewhere before) {
        if (peers.isEmpty()) {
            return null;
        }
        int contenders = contenders();
        List<Elsewhere.Part> parts = new ArrayList<>(peers.size());
        for (PeerLoad peer : peers) {
            GroupLoad load = peer.load();
            GroupLoad.AtServer there = at(address, load);
            int leases = there == null ? 0 : there.leases();
            int claim = leases;
            if (limit > 0 && load.waiting() > 0) {
                int wanted = leases + Math.ceilDiv(load.waiting(), Math.max(1, servers));
                claim = Math.max(leases, Math.min(share(peer.peer(), seed, limit, contenders), wanted));
            }
            Elsewhere.Part known = before == null ? null : before.part(peer.peer());
            int base = known != null && known.sequence() == peer.sequence() ? known.base() : own;
            parts.add(new Elsewhere.Part(
                    peer.peer(),
                    peer.sequence(),
                    leases,
                    there == null ? 0 : there.ghosts(),
                    followers.of(peer.peer()),
                    claim,
                    base));
        }
        return new Elsewhere(parts);
    }

    private static GroupLoad.@Nullable AtServer at(Address address, GroupLoad load) {
        for (GroupLoad.AtServer server : load.servers()) {
            if (server.address().equals(address)) {
                return server;
            }
        }
        return null;
    }

    private int share(String peer, long seed, int limit, int contenders) {
        int rest = limit % contenders;
        return limit / contenders + (rest > 0 && rank(peer, seed) < rest ? 1 : 0);
    }

    /** Its place among those that wait, the same in the eyes of all, another for each server and in each turn. */
    private int rank(String peer, long seed) {
        long mine = order(peer, seed);
        int rank = order(self, seed) < mine ? 1 : 0;
        for (PeerLoad other : peers) {
            if (other.load().waiting() > 0 && order(other.peer(), seed) < mine) {
                rank++;
            }
        }
        return rank;
    }

    private long order(String peer, long seed) {
        long z = seed + turn * 0x9e3779b97f4a7c15L;
        for (int i = 0; i < peer.length(); i++) {
            z = (z ^ peer.charAt(i)) * 0x100000001b3L;
        }
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
