package io.teal.admin.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A directory on a real socket, with people and groups, that can be slow. */
public final class LdapServer {
    private static final Pattern REQUEST = Pattern.compile(".* (BIND|SEARCH) REQUEST .*?(?: dn| filter)=\"(.*?)\" a.*");

    private final InMemoryDirectoryServer server;
    private final boolean tls;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private final List<String> searches = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch slow = new CountDownLatch(0);

    /** Listens on a free port of localhost, with TLS when there is an identity. */
    public LdapServer(@Nullable TestIdentity identity) throws Exception {
        tls = identity != null;
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                identity == null
                        ? InMemoryListenerConfig.createLDAPConfig("plain", loopback, 0, null)
                        : InMemoryListenerConfig.createLDAPSConfig(
                                "tls", loopback, 0, identity.context().getServerSocketFactory(), null));
        config.setAccessLogHandler(new Log());
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example", "objectClass: organizationalUnit", "ou: people");
        server.add("dn: ou=groups,dc=example", "objectClass: organizationalUnit", "ou: groups");
        server.startListening();
    }

    /** Somebody with a password. */
    public LdapServer person(String rdn, String password) throws LDAPException, LDIFException {
        server.add(
                "dn: " + rdn + ",ou=people,dc=example",
                "objectClass: inetOrgPerson",
                "cn: x",
                "sn: x",
                "userPassword: " + password);
        return this;
    }

    /** A group with members, by their distinguished names. */
    public LdapServer group(String name, String... members) throws LDAPException, LDIFException {
        String[] lines = new String[members.length + 3];
        lines[0] = "dn: cn=" + name + ",ou=groups,dc=example";
        lines[1] = "objectClass: groupOfNames";
        lines[2] = "cn: " + name;
        for (int i = 0; i < members.length; i++) {
            lines[i + 3] = "member: " + members[i];
        }
        server.add(lines);
        return this;
    }

    public void password(String rdn, String password) throws LDAPException, LDIFException {
        server.modify(
                "dn: " + rdn + ",ou=people,dc=example",
                "changetype: modify",
                "replace: userPassword",
                "userPassword: " + password);
    }

    public String url(String host) {
        return (tls ? "ldaps://" : "ldap://") + host + ":" + server.getListenPort();
    }

    /** The distinguished names that tried to bind, in order. */
    public List<String> binds() {
        return binds;
    }

    /** The filters that were searched for, in order. */
    public List<String> searches() {
        return searches;
    }

    /** How many are open. */
    public int connections() {
        return connections.get();
    }

    /** From now on binds wait until {@link #hurry}. */
    public void dawdle() {
        slow = new CountDownLatch(1);
    }

    public void hurry() {
        slow.countDown();
    }

    public void close() {
        hurry();
        server.shutDown(true);
    }

    /** Reads what the server logs, on the thread of the connection and before it does it. */
    private final class Log extends Handler {
        @Override
        public void publish(LogRecord line) {
            String text = line.getMessage();
            Matcher request = REQUEST.matcher(text);
            if (text.contains(" CONNECT ")) {
                connections.incrementAndGet();
            } else if (text.contains(" DISCONNECT ")) {
                connections.decrementAndGet();
            } else if (request.matches() && request.group(1).equals("BIND")) {
                binds.add(request.group(2));
                dawdling();
            } else if (request.matches()) {
                searches.add(request.group(2));
            }
        }

        private void dawdling() {
            try {
                assertThat(slow.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
