package org.vezere.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Texts;

/// A service that VE0 spreads over several VEs: who asks its address reaches one of those that answer.
///
/// @param vip the service's address, which is VE0's while it holds the service
/// @param port of the service, 1 to 65535
/// @param servers the VEs, each once
/// @param serverPort where the VEs listen, 1 to 65535
/// @param scheduler how a VE is chosen, see [#SCHEDULERS]
/// @param check how a VE is found to answer
/// @param vrrp how several nodes agree on who holds the address; none: this one does
public record DeclaredService(
        String name,
        IpAddress vip,
        int port,
        Protocol protocol,
        List<Server> servers,
        int serverPort,
        String scheduler,
        Check check,
        Optional<Vrrp> vrrp) {
    /// Ways of choosing, by the names that IPVS has for them (`man 8 ipvsadm`).
    public static final List<String> SCHEDULERS = List.of("rr", "wrr", "lc", "wlc", "sh", "mh", "sed", "nq");

    private static final int MOST_NAME = 32;
    private static final int MOST_SERVERS = 256;

    /// @throws BadValueException with what would be right, when the parts make no service
    public DeclaredService {
        servers = List.copyOf(servers);
        Texts.fileName(name);
        check(name.length() <= MOST_NAME, "a name of at most " + MOST_NAME + " characters");
        check(vip.prefix().isEmpty(), "an address without a prefix, and a port (--vip 198.51.100.10:80)");
        checkPort(port);
        checkPort(serverPort);
        check(SCHEDULERS.contains(scheduler), "a scheduler: " + String.join(", ", SCHEDULERS));
        check(!servers.isEmpty() && servers.size() <= MOST_SERVERS, "1 to " + MOST_SERVERS + " VEs (--ve 101,102)");
        check(new HashSet<>(servers.stream().map(Server::ctid).toList()).size() == servers.size(), "each VE once");
        check(
                protocol == Protocol.TCP || check.kind() == Check.Kind.NONE,
                "no check for a service by UDP (--check none)");
    }

    /// What carries the service.
    public enum Protocol {
        TCP,
        UDP;

        /// As it is written in files and commands.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @throws BadValueException when it is none
        public static Protocol parse(String text) {
            return switch (text) {
                case "tcp" -> TCP;
                case "udp" -> UDP;
                default -> throw new BadValueException("tcp or udp");
            };
        }
    }

    /// A VE of the service.
    ///
    /// @param weight its share, 1 by default; 0: those who are there may stay, nobody new comes
    public record Server(int ctid, int weight) {
        private static final int MOST_WEIGHT = 100;

        public Server {
            Ctid.parse(Integer.toString(ctid));
            check(weight >= 0 && weight <= MOST_WEIGHT, "a weight from 0 to " + MOST_WEIGHT);
        }
    }

    /// How a VE is found to answer: not at all, by a connection, or by what it says to `GET path`.
    ///
    /// @param path of HTTP, empty otherwise
    public record Check(Kind kind, String path) {
        /// What is done.
        public enum Kind {
            NONE,
            TCP,
            HTTP
        }

        private static final String HTTP = "http:";
        private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/_.~%?=&+,:@-]{0,200}");

        public Check {
            check(
                    kind == Kind.HTTP ? PATH.matcher(path).matches() : path.isEmpty(),
                    "a path that begins with / (--check http:/health)");
        }

        /// Reads `none`, `tcp` or `http:/PATH`.
        ///
        /// @throws BadValueException when it is none of these
        public static Check parse(String text) {
            if (text.startsWith(HTTP)) {
                return new Check(Kind.HTTP, text.substring(HTTP.length()));
            }
            return switch (text) {
                case "none" -> new Check(Kind.NONE, "");
                case "tcp" -> new Check(Kind.TCP, "");
                default -> throw new BadValueException("a check: tcp, http:/PATH or none");
            };
        }

        @Override
        public String toString() {
            return kind == Kind.HTTP ? HTTP + path : kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /// How nodes agree on who holds the address (RFC 9568).
    ///
    /// @param id of the virtual router, the same on all of its nodes and unique in the network, 1 to 255
    /// @param priority 1 to 254; the node with the highest holds the address
    /// @param device interface of VE0 that bears the address, and by which the nodes hear each other
    public record Vrrp(int id, int priority, String device) {
        private static final int MOST_ID = 255;
        private static final int MOST_PRIORITY = 254;

        public Vrrp {
            check(id >= 1 && id <= MOST_ID, "a VRRP id from 1 to " + MOST_ID);
            check(priority >= 1 && priority <= MOST_PRIORITY, "a VRRP priority from 1 to " + MOST_PRIORITY);
            Texts.interfaceName(device);
        }
    }

    private static void checkPort(int port) {
        check(port >= 1 && port <= 65_535, "a port from 1 to 65535");
    }

    private static void check(boolean right, String expected) {
        if (!right) {
            throw new BadValueException(expected);
        }
    }

    /// Address and port, as they are written: `198.51.100.10:80`, `[2001:db8::10]:80`.
    public String endPoint() {
        return endPoint(vip, port);
    }

    /// An address and a port, as they are written.
    public static String endPoint(IpAddress address, int port) {
        return (address.v6() ? "[" + address.host() + "]" : address.host()) + ":" + port;
    }

    /// Whether another service would get the same packets.
    public boolean collidesWith(DeclaredService other) {
        return vip.sameHost(other.vip) && port == other.port && protocol == other.protocol;
    }
}
