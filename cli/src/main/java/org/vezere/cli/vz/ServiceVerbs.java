package org.vezere.cli.vz;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.vezere.api.ServiceCodecs;
import org.vezere.cli.option.Option;
import org.vezere.model.DeclaredService;
import org.vezere.model.FailureKind;
import org.vezere.model.ServiceInfo;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Numbers;

/// `vz service create`, `set`, `delete` and `list`.
enum ServiceVerbs implements Verb {
    CREATE("spread a service over VEs", "NAME") {
        @Override
        public List<Option> options() {
            return DECLARATION;
        }

        @Override
        public int run(Errand errand) {
            Declaration options = new Declaration("service", errand);
            for (String needed : List.of("vip", "ve")) {
                if (!options.has(needed)) {
                    throw new VezereException(
                            FailureKind.MISSING_PARAMETERS,
                            "service " + errand.operand(0) + ": --" + needed + " is missing, as in "
                                    + "vz service create web --vip 198.51.100.10:80 --ve 101,102");
                }
            }
            DeclaredService service = declared(options, errand.operand(0), Optional.empty());
            return errand.work(call -> errand.node().createService(service, call));
        }
    },
    SET("change a service; connections go on", "NAME") {
        @Override
        public List<Option> options() {
            return DECLARATION;
        }

        @Override
        public int run(Errand errand) {
            String name = errand.operand(0);
            DeclaredService before = errand.node().services().stream()
                    .map(ServiceInfo::declared)
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new VezereException(
                            FailureKind.BAD_PARAMETER,
                            "there is no service " + name + " (vz service list shows them)"));
            DeclaredService service = declared(new Declaration("service", errand), name, Optional.of(before));
            return errand.work(call -> errand.node().setService(service, call));
        }
    },
    DELETE("take a service away", "NAME") {
        @Override
        public int run(Errand errand) {
            return errand.work(call -> errand.node().deleteService(errand.operand(0), call));
        }
    },
    LIST("list services, their VEs and connections", "") {
        @Override
        public int run(Errand errand) {
            return errand.print(ServiceCodecs.INFOS, errand.node().services(), ServiceVerbs::table);
        }
    };

    private static final int MOST_PORT = 65_535;
    private static final List<Option> DECLARATION = List.of(
            Option.of("vip", "A:PORT", "the service's address and port; IPv6 as [A]:PORT"),
            Option.of("ve", "CTID[,CTID]...", "the VEs that it is spread over"),
            Option.of("weight", "CTID=N[,CTID=N]...", "a VE's share, 0 to 100 (1); 0: nobody new comes to it"),
            Option.of("ve-port", "PORT", "where the VEs listen (the service's port)"),
            Option.of("protocol", "tcp|udp", "what carries it (tcp)").among("tcp", "udp"),
            Option.of("scheduler", "NAME", "how a VE is chosen, as in IPVS (wrr)")
                    .among(DeclaredService.SCHEDULERS.toArray(String[]::new)),
            Option.of("check", "tcp|http:PATH|none", "how a VE is found to answer (tcp; none for udp)"),
            Option.of("vrrp", "ID", "share the address with other nodes, as this virtual router; none: don't"),
            Option.of("priority", "N", "the node with the highest holds the address, 1 to 254 (100)"),
            Option.of("interface", "NIC", "interface of VE0 that bears the address of the virtual router"));

    private final String summary;
    private final String operand;

    ServiceVerbs(String summary, String operand) {
        this.summary = summary;
        this.operand = operand;
    }

    @Override
    public String words() {
        return "service " + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public List<String> operands() {
        return operand.isEmpty() ? List.of() : List.of(operand);
    }

    private static DeclaredService declared(Declaration options, String name, Optional<DeclaredService> before) {
        return options.make(() -> {
            EndPoint vip = options.one("vip", before.map(one -> new EndPoint(one.vip(), one.port())), EndPoint::parse)
                    .orElseThrow(() -> new BadValueException("an address for the service (--vip A:PORT)"));
            DeclaredService.Protocol protocol = options.value(
                    "protocol",
                    before.map(DeclaredService::protocol).orElse(DeclaredService.Protocol.TCP),
                    DeclaredService.Protocol::parse);
            boolean tcp = protocol == DeclaredService.Protocol.TCP;
            // A service whose port moves takes its VEs' port along unless that was another one.
            int serverPort = before.filter(one -> one.serverPort() != one.port())
                    .map(DeclaredService::serverPort)
                    .orElse(vip.port());
            return new DeclaredService(
                    name,
                    vip.address(),
                    vip.port(),
                    protocol,
                    servers(options, before.map(DeclaredService::servers).orElse(List.of())),
                    options.value("ve-port", serverPort, ServiceVerbs::port),
                    options.value(
                            "scheduler", before.map(DeclaredService::scheduler).orElse("wrr"), Function.identity()),
                    options.value(
                            "check",
                            before.map(DeclaredService::check)
                                    .orElseGet(() -> DeclaredService.Check.parse(tcp ? "tcp" : "none")),
                            DeclaredService.Check::parse),
                    vrrp(options, before.flatMap(DeclaredService::vrrp)));
        });
    }

    private record EndPoint(IpAddress address, int port) {
        static EndPoint parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            if (host.isEmpty() || (host.contains(":") && !bracketed)) {
                throw new BadValueException("ADDRESS:PORT, such as 198.51.100.10:80 or [2001:db8::10]:80");
            }
            return new EndPoint(
                    IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host),
                    ServiceVerbs.port(text.substring(colon + 1)));
        }
    }

    private static int port(String text) {
        return Numbers.parseInt(text, 1, MOST_PORT);
    }

    private static List<DeclaredService.Server> servers(Declaration options, List<DeclaredService.Server> before) {
        Map<Integer, Integer> weights = new TreeMap<>();
        before.forEach(server -> weights.put(server.ctid(), server.weight()));
        List<Integer> ctids = options.all(
                "ve",
                before.stream().map(DeclaredService.Server::ctid).toList(),
                text -> Numbers.parseInt(text, 1, Integer.MAX_VALUE));
        for (String weight : options.all("weight", List.<String>of(), Function.identity())) {
            String[] words = weight.split("=", 2);
            int ctid = Numbers.parseInt(words[0], 1, Integer.MAX_VALUE);
            if (words.length != 2 || !ctids.contains(ctid)) {
                throw new BadValueException("--weight CTID=N of a VE of the service, not " + weight);
            }
            weights.put(ctid, Numbers.parseInt(words[1], 0, Integer.MAX_VALUE));
        }
        return ctids.stream()
                .map(ctid -> new DeclaredService.Server(ctid, weights.getOrDefault(ctid, 1)))
                .toList();
    }

    private static Optional<DeclaredService.Vrrp> vrrp(Declaration options, Optional<DeclaredService.Vrrp> before) {
        Optional<Integer> id =
                options.one("vrrp", before.map(DeclaredService.Vrrp::id), text -> Numbers.parseInt(text, 1, 255));
        Optional<String> device =
                options.one("interface", before.map(DeclaredService.Vrrp::device), Function.identity());
        if (id.isEmpty()) {
            if (options.has("priority") || options.has("interface")) {
                throw new BadValueException("a virtual router for --priority and --interface (--vrrp ID)");
            }
            return Optional.empty();
        }
        return Optional.of(new DeclaredService.Vrrp(
                id.get(),
                options.value(
                        "priority",
                        before.map(DeclaredService.Vrrp::priority).orElse(100),
                        text -> Numbers.parseInt(text, 1, 254)),
                device.orElseThrow(
                        () -> new BadValueException("an interface of VE0 for the virtual router (--interface NIC)"))));
    }

    private static String table(List<ServiceInfo> services) {
        if (services.isEmpty()) {
            return "No services yet: vz service create NAME --vip A:PORT --ve CTID,CTID makes one.\n";
        }
        Columns columns = new Columns()
                .row(
                        "NAME",
                        "SERVICE",
                        "HELD",
                        "BY",
                        "SCHEDULER",
                        "CHECK",
                        "VE",
                        "ADDRESS",
                        "WEIGHT",
                        "STATE",
                        "CONNS");
        for (ServiceInfo service : services) {
            DeclaredService declared = service.declared();
            boolean first = true;
            for (ServiceInfo.Server server : service.servers()) {
                columns.row(
                        first ? declared.name() : "",
                        first ? declared.endPoint() + "/" + declared.protocol().word() : "",
                        first ? held(service) : "",
                        first ? service.engine() : "",
                        first ? declared.scheduler() : "",
                        first ? declared.check().toString() : "",
                        Integer.toString(server.ctid()),
                        server.address()
                                .map(address -> DeclaredService.endPoint(address, declared.serverPort()))
                                .orElse("-"),
                        Integer.toString(server.weight()),
                        server.state() + (server.reason().isEmpty() ? "" : " (" + server.reason() + ")"),
                        server.connections().isPresent()
                                ? Integer.toString(server.connections().getAsInt())
                                : "-");
                first = false;
            }
        }
        return columns.print();
    }

    private static String held(ServiceInfo service) {
        return service.declared()
                .vrrp()
                .map(vrrp -> (service.here() ? "master" : "backup") + " " + vrrp.id() + ":" + vrrp.priority())
                .orElse(service.here() ? "here" : "no");
    }
}
