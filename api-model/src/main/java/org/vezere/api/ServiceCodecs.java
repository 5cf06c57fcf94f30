package org.vezere.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vezere.model.DeclaredService;
import org.vezere.model.ServiceInfo;
import org.vezere.model.value.IpAddress;

/// Services that VE0 spreads over VEs, as JSON.
public final class ServiceCodecs {
    /// What is declared.
    public static final JsonCodec<DeclaredService> SERVICE = service();

    /// What is declared, and how it is.
    public static final JsonCodec<List<ServiceInfo>> INFOS = JsonTypes.list(info());

    private ServiceCodecs() {}

    private static JsonCodec<DeclaredService> service() {
        var row = RecordCodec.<DeclaredService>of("Service", "a service that VE0 spreads over VEs");
        var name = row.field("name", JsonTypes.STRING, DeclaredService::name, "");
        var vip = row.field("vip", JsonTypes.STRING, service -> service.vip().host(), "its address");
        var port = row.field("port", JsonTypes.INTEGER, DeclaredService::port, "");
        var protocol = row.field(
                "protocol", JsonTypes.STRING, service -> service.protocol().word(), "tcp or udp");
        var servers = row.field("servers", JsonTypes.list(server()), DeclaredService::servers, "the VEs");
        var serverPort =
                row.field("server_port", JsonTypes.INTEGER, DeclaredService::serverPort, "where the VEs listen");
        var scheduler =
                row.field("scheduler", JsonTypes.STRING, DeclaredService::scheduler, "how a VE is chosen, as in IPVS");
        var check =
                row.field("check", JsonTypes.STRING, service -> service.check().toString(), "tcp, http:/PATH or none");
        var vrrp = row.field(
                "vrrp",
                JsonTypes.optional(vrrp()),
                DeclaredService::vrrp,
                "how nodes agree on who holds the address; null: this one does");
        return row.build(in -> new DeclaredService(
                in.get(name),
                IpAddress.parse(in.get(vip)),
                in.get(port),
                DeclaredService.Protocol.parse(in.get(protocol)),
                in.get(servers),
                in.get(serverPort),
                in.get(scheduler),
                DeclaredService.Check.parse(in.get(check)),
                in.get(vrrp)));
    }

    private static JsonCodec<DeclaredService.Server> server() {
        var row = RecordCodec.<DeclaredService.Server>of("ServiceServer", "a VE of a service");
        var ve = row.field("ve", JsonTypes.INTEGER, DeclaredService.Server::ctid, "its number");
        var weight = row.field("weight", JsonTypes.INTEGER, DeclaredService.Server::weight, "its share, 0 to 100");
        return row.build(in -> new DeclaredService.Server(in.get(ve), in.get(weight)));
    }

    private static JsonCodec<DeclaredService.Vrrp> vrrp() {
        var row = RecordCodec.<DeclaredService.Vrrp>of("Vrrp", "a virtual router (RFC 9568)");
        var id = row.field("id", JsonTypes.INTEGER, DeclaredService.Vrrp::id, "1 to 255");
        var priority = row.field("priority", JsonTypes.INTEGER, DeclaredService.Vrrp::priority, "1 to 254");
        var device = row.field("interface", JsonTypes.STRING, DeclaredService.Vrrp::device, "of VE0");
        return row.build(in -> new DeclaredService.Vrrp(in.get(id), in.get(priority), in.get(device)));
    }

    private static JsonCodec<ServiceInfo> info() {
        var row = RecordCodec.<ServiceInfo>of("ServiceInfo", "a service as it is now");
        var declared = row.field("declared", SERVICE, ServiceInfo::declared, "");
        var engine = row.field("engine", JsonTypes.STRING, ServiceInfo::engine, "ipvs or nftables");
        var here = row.field("here", JsonTypes.BOOLEAN, ServiceInfo::here, "whether this node holds the address");
        var servers = row.field("servers", JsonTypes.list(serverInfo()), ServiceInfo::servers, "");
        return row.build(in -> new ServiceInfo(in.get(declared), in.get(engine), in.get(here), in.get(servers)));
    }

    private static JsonCodec<ServiceInfo.Server> serverInfo() {
        var row = RecordCodec.<ServiceInfo.Server>of("ServiceServerInfo", "a VE of a service as it is now");
        var ve = row.field("ve", JsonTypes.INTEGER, ServiceInfo.Server::ctid, "its number");
        var weight = row.field("weight", JsonTypes.INTEGER, ServiceInfo.Server::weight, "its share");
        var address = row.field(
                "address",
                JsonTypes.optional(JsonTypes.STRING),
                server -> server.address().map(IpAddress::host),
                "where it is asked; null while there is none");
        var state = row.field("state", JsonTypes.STRING, ServiceInfo.Server::state, "up, down, checking or stopped");
        var reason = row.field("reason", JsonTypes.STRING, ServiceInfo.Server::reason, "why it is not up");
        var connections = row.field(
                "connections",
                JsonTypes.optional(JsonTypes.INTEGER),
                server -> server.connections().isPresent()
                        ? Optional.of(server.connections().getAsInt())
                        : Optional.empty(),
                "of clients; null where the kernel doesn't tell");
        return row.build(in -> new ServiceInfo.Server(
                in.get(ve),
                in.get(weight),
                in.get(address).map(IpAddress::parse),
                in.get(state),
                in.get(reason),
                in.get(connections).map(OptionalInt::of).orElse(OptionalInt.empty())));
    }
}
