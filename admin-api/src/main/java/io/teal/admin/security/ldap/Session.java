package io.teal.admin.security.ldap;

import io.teal.admin.security.verdict.RoleMap;
import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.AuthenticationException;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the directory for one name and password: a bind, a search for the groups, the end. Blocks. JNDI itself is
 * used rather than a library above it, because only so a time limit, own certificates and the end of the connection can be had.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MOST_GROUPS = 1000;
    private static final int RETRY_SECONDS = 5;
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
    static final Verdict.Rejected WRONG = new Verdict.Rejected("the name or the password is not right", true);

    private final GatewayConfig.Ldap settings;
    private final @Nullable SSLSocketFactory trusted;
    private final RoleMap roles;
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /**
     * Sessions with a directory.
     *
     * @throws IllegalArgumentException when the certificates to trust cannot be read
     */
    Session(GatewayConfig.Ldap settings) {
        this.settings = settings;
        this.trusted = settings.ca() == null ? null : TrustedSockets.trusting(settings.ca());
        // Names of groups are the same in upper and lower case (cn, RFC 4519).
        this.roles = new RoleMap(settings.roles(), true);
    }

    /** Who it is. */
    Verdict verdict(String name, String password) {
        try {
            return trusted == null ? ask(name, password) : TrustedSockets.with(trusted, () -> ask(name, password));
        } catch (AuthenticationException | NameNotFoundException | InvalidNameException e) {
            return WRONG;
        } catch (Exception e) {
            // Words of JNDI name the directory and the entry, never the password.
            warn(name, e);
            return away();
        }
    }

    /** Once in a while: many may ask while the directory is away. */
    private void warn(String name, Exception trouble) {
        long now = System.nanoTime();
        long before = warned.get();
        if (now - before >= QUIET_NANOS && warned.compareAndSet(before, now)) {
            LOG.warn("{} cannot say who {} is: {}", settings.url(), name, trouble.toString());
        }
    }

    Verdict.Unavailable away() {
        return new Verdict.Unavailable(settings.url() + " cannot be asked", RETRY_SECONDS);
    }

    private Verdict ask(String name, String password) throws NamingException {
        String dn = settings.userDn().replace("{0}", Rdn.escapeValue(name));
        LdapContext context = new InitialLdapContext(environment(dn, password), null);
        try {
            return roles.verdict("ldap:" + shown(name), groups(context, dn, name));
        } finally {
            context.close();
        }
    }

    /** One spelling for all that a directory takes for the same (RFC 4518). The configured tokens have no colon in theirs. */
    private static String shown(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
    }

    /** A hash table of old, because JNDI asks for one. */
    @SuppressWarnings("JdkObsolete")
    private Hashtable<String, Object> environment(String dn, String password) {
        String millis = Long.toString(settings.timeout().toMillis());
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, settings.url());
        environment.put(Context.SECURITY_AUTHENTICATION, "simple");
        environment.put(Context.SECURITY_PRINCIPAL, dn);
        environment.put(Context.SECURITY_CREDENTIALS, password);
        // The password goes to this server and to none that it names.
        environment.put(Context.REFERRAL, "ignore");
        environment.put("com.sun.jndi.ldap.connect.timeout", millis);
        environment.put("com.sun.jndi.ldap.read.timeout", millis);
        if (trusted != null) {
            environment.put("java.naming.ldap.factory.socket", TrustedSockets.class.getName());
        }
        return environment;
    }

    /** Asks for one attribute and for no objects, and Java 21 makes none out of what a directory says. */
    @SuppressWarnings("BanJNDI")
    private List<String> groups(LdapContext context, String dn, String name) throws NamingException {
        List<String> groups = new ArrayList<>();
        NamingEnumeration<SearchResult> found;
        try {
            // What stands for {0} and {1} is escaped by the search (RFC 4515, 3).
            found = context.search(
                    new LdapName(settings.groupBase()),
                    settings.groupFilter(),
                    new Object[] {dn, name},
                    new SearchControls(
                            SearchControls.SUBTREE_SCOPE,
                            MOST_GROUPS,
                            (int) settings.timeout().toMillis(),
                            new String[] {settings.groupAttribute()},
                            false,
                            false));
        } catch (NamingException e) {
            throw new NamingException("groups cannot be looked up below " + settings.groupBase() + ": " + e);
        }
        try {
            while (found.hasMore()) {
                Attribute names = found.next().getAttributes().get(settings.groupAttribute());
                for (int i = 0; names != null && i < names.size(); i++) {
                    if (names.get(i) instanceof String group) {
                        groups.add(group);
                    }
                }
            }
        } catch (SizeLimitExceededException | PartialResultException e) {
            LOG.warn("not all groups of {} were found: {}", dn, e.toString());
        } finally {
            found.close();
        }
        return groups;
    }
}
