package org.vezere.api;

import static org.vezere.api.Route.Method.DELETE;
import static org.vezere.api.Route.Method.GET;
import static org.vezere.api.Route.Method.PATCH;
import static org.vezere.api.Route.Method.POST;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vezere.model.CreateRequest;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.DeclaredService;
import org.vezere.model.FailureKind;
import org.vezere.model.Finding;
import org.vezere.model.ServiceInfo;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;

/// The one table of what can be asked of a node over HTTP.
///
/// A server binds a handler to each constant and finds the constant of a request with [#match]; [OpenApi] prints the
/// table. In every path `{ve}` is a number or a name, as [Node#resolve] takes it.
public final class Routes {
    private static final List<Route<?, ?>> TABLE = new ArrayList<>();

    private static final String PARTS_WORDS =
            "costly parts wanted, comma-separated, of COUNTERS, PROCESSES, DISK, LOAD, UPTIME, TRAFFIC; without it none";

    public static final Route<Nothing, NodeInfo> NODE =
            value(GET, "/v1/node", "getNode", "The node itself", Codecs.NODE);

    public static final Route<Nothing, List<VeInfo>> LIST = value(
            GET,
            "/v1/ves",
            "listVes",
            "All VEs that have a config and a private area, by number",
            VeCodecs.INFOS,
            query("parts", "string", PARTS_WORDS));

    public static final Route<CreateRequest, Report> CREATE = work(
            POST,
            "/v1/ves",
            "createVe",
            "Make a VE: config from a sample, private area from a template",
            VeCodecs.CREATE,
            FailureKind.PRIVATE_EXISTS,
            FailureKind.NO_OSTEMPLATE_FILE,
            FailureKind.NO_SAMPLE,
            FailureKind.NO_SPACE,
            FailureKind.LOCKED);

    public static final Route<Nothing, VeInfo> INFO =
            value(GET, "/v1/ves/{ve}", "getVe", "One VE", VeCodecs.INFO, query("parts", "string", PARTS_WORDS));

    public static final Route<ChangeRequest, Report> CHANGE = work(
            PATCH,
            "/v1/ves/{ve}",
            "changeVe",
            "Change parameters, live, in the config, or both",
            VeCodecs.CHANGE,
            FailureKind.BAD_PARAMETER,
            FailureKind.RUNNING,
            FailureKind.LOCKED);

    public static final Route<Nothing, Report> DESTROY = work(
            DELETE,
            "/v1/ves/{ve}",
            "destroyVe",
            "Take a VE away",
            Codecs.NOTHING,
            FailureKind.RUNNING,
            FailureKind.MOUNTED,
            FailureKind.LOCKED);

    public static final Route<Nothing, VeStatus> STATUS = value(
            GET,
            "/v1/ves/{ve}/status",
            "getStatus",
            "What is there and what runs, also of a VE that does not exist",
            VeCodecs.STATUS);

    public static final Route<StartOptions, Report> START = work(
            POST,
            "/v1/ves/{ve}/start",
            "startVe",
            "Start a VE",
            VeCodecs.START,
            FailureKind.RUNNING,
            FailureKind.DISABLED,
            FailureKind.START_FAILED,
            FailureKind.LOCKED);

    public static final Route<StopOptions, Report> STOP = work(
            POST,
            "/v1/ves/{ve}/stop",
            "stopVe",
            "Stop a VE; one that does not run is left alone",
            VeCodecs.STOP,
            FailureKind.CANNOT_STOP,
            FailureKind.LOCKED);

    public static final Route<RestartRequest, Report> RESTART = work(
            POST,
            "/v1/ves/{ve}/restart",
            "restartVe",
            "Stop and start a VE, or start it",
            VeCodecs.RESTART,
            FailureKind.CANNOT_STOP,
            FailureKind.START_FAILED,
            FailureKind.LOCKED);

    public static final Route<Nothing, Report> MOUNT = work(
            POST,
            "/v1/ves/{ve}/mount",
            "mountVe",
            "Mount the files of a stopped VE for VE0's eyes",
            Codecs.NOTHING,
            FailureKind.CANNOT_MOUNT,
            FailureKind.LOCKED);

    public static final Route<Nothing, Report> UNMOUNT = work(
            POST,
            "/v1/ves/{ve}/unmount",
            "unmountVe",
            "Unmount the files of a stopped VE",
            Codecs.NOTHING,
            FailureKind.NOT_MOUNTED,
            FailureKind.RUNNING,
            FailureKind.LOCKED);

    public static final Route<CommandRequest, Nothing> EXEC = session(
            "/v1/ves/{ve}/exec", "execInVe", "Execute a command in a running VE, or enter it", VeCodecs.COMMAND);

    public static final Route<ScriptRequest, Nothing> SCRIPT = session(
            "/v1/ves/{ve}/script", "runScriptInVe", "Feed a script of the node to a shell in the VE", VeCodecs.SCRIPT);

    public static final Route<Nothing, Nothing> CONSOLE = session(
            "/v1/ves/{ve}/console",
            "openConsole",
            "Connect to the VE's console; waits for a VE that does not run",
            Codecs.NOTHING,
            query("tty", "integer", "number of the terminal, 1 if left out"));

    public static final Route<Nothing, List<String>> TRACE = value(
            GET, "/v1/ves/{ve}/trace", "traceStart", "The steps of a start, without executing them", Codecs.LINES);

    public static final Route<Nothing, List<TemplateInfo>> TEMPLATES =
            value(GET, "/v1/templates", "listTemplates", "The OS templates in the cache", Codecs.TEMPLATES);

    public static final Route<TemplateRequest, Report> MAKE_TEMPLATE = work(
            POST,
            "/v1/templates/{template}",
            "makeTemplate",
            "Build an OS template from a distribution's packages, or import an archive",
            Codecs.TEMPLATE_REQUEST,
            FailureKind.BAD_TEMPLATE,
            FailureKind.NO_SPACE);

    public static final Route<Nothing, Report> REMOVE_TEMPLATE = work(
            DELETE,
            "/v1/templates/{template}",
            "removeTemplate",
            "Take a template out of the cache; refused while a VE stands on it",
            Codecs.NOTHING,
            FailureKind.NO_OSTEMPLATE_FILE);

    public static final Route<Nothing, List<DeclaredNetwork>> NETWORKS =
            value(GET, "/v1/networks", "listNetworks", "The declared networks of VE0", NetworkCodecs.NETWORKS);

    public static final Route<DeclaredNetwork, Report> CREATE_NETWORK = work(
            POST,
            "/v1/networks",
            "createNetwork",
            "Declare a network and make it",
            NetworkCodecs.NETWORK,
            FailureKind.BAD_PARAMETER,
            FailureKind.ADDRESS_IN_USE);

    public static final Route<DeclaredNetwork, Report> CHANGE_NETWORK = work(
            PATCH,
            "/v1/networks",
            "changeNetwork",
            "Make the network of this name another; VEs in it stay",
            NetworkCodecs.NETWORK,
            FailureKind.BAD_PARAMETER,
            FailureKind.ADDRESS_IN_USE);

    public static final Route<Nothing, Report> DELETE_NETWORK = work(
            DELETE,
            "/v1/networks/{network}",
            "deleteNetwork",
            "Take a network away; refused while VEs are in it",
            Codecs.NOTHING,
            FailureKind.BAD_PARAMETER);

    public static final Route<Nothing, List<ServiceInfo>> SERVICES = value(
            GET, "/v1/services", "listServices", "Services spread over VEs, as they are now", ServiceCodecs.INFOS);

    public static final Route<DeclaredService, Report> CREATE_SERVICE = work(
            POST,
            "/v1/services",
            "createService",
            "Spread a service over VEs",
            ServiceCodecs.SERVICE,
            FailureKind.BAD_PARAMETER,
            FailureKind.ADDRESS_IN_USE);

    public static final Route<DeclaredService, Report> CHANGE_SERVICE = work(
            PATCH,
            "/v1/services",
            "changeService",
            "Make the service of this name another; connections go on",
            ServiceCodecs.SERVICE,
            FailureKind.BAD_PARAMETER,
            FailureKind.ADDRESS_IN_USE);

    public static final Route<Nothing, Report> DELETE_SERVICE = work(
            DELETE,
            "/v1/services/{service}",
            "deleteService",
            "Take a service away",
            Codecs.NOTHING,
            FailureKind.BAD_PARAMETER);

    public static final Route<Nothing, List<Finding>> FINDINGS = value(
            GET,
            "/v1/findings",
            "listFindings",
            "What this kernel can do for Vezere and what it lacks",
            Codecs.FINDINGS);

    public static final Route<Nothing, Report> START_ALL =
            work(POST, "/v1/node/start", "startAll", "Start the VEs that run when the node does", Codecs.NOTHING);

    public static final Route<Nothing, Report> STOP_ALL =
            work(POST, "/v1/node/stop", "stopAll", "Stop all VEs, to be started by the next boot", Codecs.NOTHING);

    public static final Route<SetupRequest, Report> SETUP =
            work(POST, "/v1/setup", "setUp", "Prepare the machine for a number of VEs, or undo that", Codecs.SETUP);

    public static final Route<Nothing, Nothing> EVENTS = add(new Route<>(
            GET,
            "/v1/events",
            "readEvents",
            "Events as they happen",
            Codecs.NOTHING,
            new Route.Answer.Events(),
            List.of(),
            Set.of()));

    public static final Route<Nothing, String> OPEN_API =
            text("/v1/openapi.json", "getOpenApi", "This document", "application/json");

    public static final Route<Nothing, String> METRICS =
            text("/metrics", "getMetrics", "Measurements for Prometheus", "text/plain; version=0.0.4; charset=utf-8");

    private Routes() {}

    /// All routes, in the table's order.
    public static List<Route<?, ?>> all() {
        return List.copyOf(TABLE);
    }

    /// The route of a request.
    ///
    /// @param method of the request, such as `GET`
    /// @param path of the request, without query, still percent-encoded
    /// @return empty if no route is at this path by this method
    /// @see #methods what to answer then: 405 with these, or 404 if there are none
    public static Optional<Match> match(String method, String path) {
        for (Route<?, ?> route : TABLE) {
            if (route.method().name().equals(method)) {
                Optional<List<String>> variables = route.variables(path);
                if (variables.isPresent()) {
                    return Optional.of(new Match(
                            route, variables.get().stream().map(Routes::decode).toList()));
                }
            }
        }
        return Optional.empty();
    }

    /// The methods that are known at a path.
    public static Set<Route.Method> methods(String path) {
        Set<Route.Method> methods = EnumSet.noneOf(Route.Method.class);
        for (Route<?, ?> route : TABLE) {
            if (route.variables(path).isPresent()) {
                methods.add(route.method());
            }
        }
        return methods;
    }

    /// A route and the values of its path's variables, decoded, in order.
    public record Match(Route<?, ?> route, List<String> variables) {
        public Match {
            variables = List.copyOf(variables);
        }
    }

    private static String decode(String segment) {
        // URLDecoder is made for forms, where a plus sign is a blank; in a path it is itself.
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private static Route.Query query(String name, String schema, String description) {
        return new Route.Query(name, schema, description);
    }

    private static <A> Route<Nothing, A> value(
            Route.Method method, String path, String name, String summary, JsonCodec<A> codec, Route.Query... query) {
        return add(new Route<>(
                method,
                path,
                name,
                summary,
                Codecs.NOTHING,
                new Route.Answer.Value<>(codec),
                List.of(query),
                Set.of()));
    }

    private static <Q> Route<Q, Report> work(
            Route.Method method,
            String path,
            String name,
            String summary,
            JsonCodec<Q> request,
            FailureKind... failures) {
        return add(new Route<>(
                method, path, name, summary, request, new Route.Answer.Work(), List.of(), Set.of(failures)));
    }

    private static <Q> Route<Q, Nothing> session(
            String path, String name, String summary, JsonCodec<Q> request, Route.Query... query) {
        return add(new Route<>(
                POST,
                path,
                name,
                summary,
                request,
                new Route.Answer.Session(),
                List.of(query),
                Set.of(FailureKind.NOT_RUNNING)));
    }

    private static Route<Nothing, String> text(String path, String name, String summary, String mediaType) {
        return add(new Route<>(
                GET, path, name, summary, Codecs.NOTHING, new Route.Answer.Text(mediaType), List.of(), Set.of()));
    }

    private static <Q, A> Route<Q, A> add(Route<Q, A> route) {
        TABLE.add(route);
        return route;
    }
}
