package org.vezere.engine.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.model.DeclaredService;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Numbers;

/// Services as files:
///
///     VIP="198.51.100.10"
///     PORT="80"
///     PROTOCOL="tcp"
///     VE="101 102*3"
///     VE_PORT="8080"
///     SCHEDULER="wrr"
///     CHECK="http:/health"
///     VRRP="51 100 eth0"
final class ServiceForm implements DeclaredFiles.Form<DeclaredService> {
    private static final int MOST_PORT = 65_535;

    @Override
    public String name(DeclaredService service) {
        return service.name();
    }

    @Override
    public Map<String, String> write(DeclaredService service) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("VIP", service.vip().host());
        values.put("PORT", Integer.toString(service.port()));
        values.put("PROTOCOL", service.protocol().word());
        values.put(
                "VE",
                service.servers().stream()
                        .map(server -> server.weight() == 1
                                ? Integer.toString(server.ctid())
                                : server.ctid() + "*" + server.weight())
                        .collect(Collectors.joining(" ")));
        values.put("VE_PORT", Integer.toString(service.serverPort()));
        values.put("SCHEDULER", service.scheduler());
        values.put("CHECK", service.check().toString());
        values.put(
                "VRRP",
                service.vrrp()
                        .map(vrrp -> vrrp.id() + " " + vrrp.priority() + " " + vrrp.device())
                        .orElse(""));
        return values;
    }

    @Override
    public DeclaredService read(String name, DeclaredFiles.Values values) {
        int port = values.word("PORT", ServiceForm::port).orElseThrow(() -> new BadValueException("a PORT"));
        DeclaredService.Protocol protocol =
                values.word("PROTOCOL", DeclaredService.Protocol::parse).orElse(DeclaredService.Protocol.TCP);
        return new DeclaredService(
                name,
                values.word("VIP", IpAddress::parse).orElseThrow(() -> new BadValueException("a VIP")),
                port,
                protocol,
                values.words("VE").map(ServiceForm::server).toList(),
                values.word("VE_PORT", ServiceForm::port).orElse(port),
                values.word("SCHEDULER").orElse("wrr"),
                values.word("CHECK", DeclaredService.Check::parse)
                        .orElseGet(() ->
                                DeclaredService.Check.parse(protocol == DeclaredService.Protocol.TCP ? "tcp" : "none")),
                vrrp(values.words("VRRP").toList()));
    }

    private static int port(String text) {
        return Numbers.parseInt(text, 1, MOST_PORT);
    }

    private static DeclaredService.Server server(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String number : text.split("\\*", 2)) {
            numbers.add(Numbers.parseInt(number, 0, Integer.MAX_VALUE));
        }
        return new DeclaredService.Server(numbers.getFirst(), numbers.size() == 1 ? 1 : numbers.getLast());
    }

    private static Optional<DeclaredService.Vrrp> vrrp(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        if (words.size() != 3) {
            throw new BadValueException("VRRP of three words: id, priority and interface");
        }
        return Optional.of(new DeclaredService.Vrrp(
                Numbers.parseInt(words.get(0), 0, MOST_PORT),
                Numbers.parseInt(words.get(1), 0, MOST_PORT),
                words.get(2)));
    }
}
