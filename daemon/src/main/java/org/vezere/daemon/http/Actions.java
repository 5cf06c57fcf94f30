package org.vezere.daemon.http;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.vezere.api.Node;
import org.vezere.api.Nothing;
import org.vezere.api.OpenApi;
import org.vezere.api.Report;
import org.vezere.api.Route;
import org.vezere.api.Routes;
import org.vezere.api.TemplateRequest;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.TemplateBuild;
import org.vezere.model.VeInfo;
import org.vezere.model.Version;
import org.vezere.model.VezereException;

/// Binds each route to what the node does for it.
final class Actions {
    private final Map<Route<?, ?>, Action> actions = new HashMap<>();
    private final Node node;

    Actions(Node node) {
        this.node = node;
        values();
        works();
        Sessions sessions = new Sessions(node);
        actions.put(
                Routes.EXEC, exchange -> sessions.exec(exchange, exchange.body(Routes.EXEC.request()), ve(exchange)));
        actions.put(
                Routes.SCRIPT,
                exchange -> sessions.script(exchange, exchange.body(Routes.SCRIPT.request()), ve(exchange)));
        actions.put(Routes.CONSOLE, exchange -> sessions.console(exchange, number(exchange, "tty", 1), ve(exchange)));
        actions.put(Routes.EVENTS, new EventStream(node));
    }

    /// The action of a route.
    Action of(Route<?, ?> route) {
        Action action = actions.get(route);
        if (action == null) {
            throw new IllegalStateException("nothing is bound to " + route.name());
        }
        return action;
    }

    private void values() {
        value(Routes.NODE, _ -> node.info());
        value(Routes.LIST, exchange -> node.list(parts(exchange)));
        value(Routes.INFO, exchange -> {
            Ctid ctid = ve(exchange);
            return node.find(ctid, parts(exchange)).orElseThrow(() -> new VezereException(FailureKind.NO_CONFIG));
        });
        value(Routes.STATUS, exchange -> node.status(ve(exchange)));
        value(Routes.TRACE, exchange -> node.traceStart(ve(exchange)));
        value(Routes.TEMPLATES, _ -> node.templates());
        value(Routes.NETWORKS, _ -> node.networks());
        value(Routes.SERVICES, _ -> node.services());
        value(Routes.FINDINGS, _ -> node.doctor());
        text(Routes.OPEN_API, () -> OpenApi.document(Version.text()));
        text(Routes.METRICS, () -> new Metrics(node).text());
    }

    private void works() {
        work(Routes.CREATE, (_, request) -> call -> node.create(request, call));
        work(Routes.CHANGE, (exchange, request) -> {
            int ctid = exchange.variable().equals("0") ? 0 : ve(exchange).value();
            return call -> node.set(request.on(ctid), call);
        });
        onVe(Routes.DESTROY, (ctid, _) -> call -> node.destroy(ctid, call));
        onVe(Routes.MOUNT, (ctid, _) -> call -> node.mount(ctid, call));
        onVe(Routes.UNMOUNT, (ctid, _) -> call -> node.unmount(ctid, call));
        onVe(Routes.START, (ctid, options) -> call -> node.start(ctid, options, call));
        onVe(Routes.STOP, (ctid, options) -> call -> node.stop(ctid, options, call));
        onVe(Routes.RESTART, (ctid, asked) -> call -> node.restart(ctid, asked.start(), asked.stop(), call));
        work(Routes.MAKE_TEMPLATE, (exchange, request) -> call -> make(exchange.variable(), request, call));
        work(Routes.REMOVE_TEMPLATE, (exchange, _) -> call -> node.removeTemplate(exchange.variable(), call));
        work(Routes.CREATE_NETWORK, (_, network) -> call -> node.createNetwork(network, call));
        work(Routes.CHANGE_NETWORK, (_, network) -> call -> node.setNetwork(network, call));
        work(Routes.DELETE_NETWORK, (exchange, _) -> call -> node.deleteNetwork(exchange.variable(), call));
        work(Routes.CREATE_SERVICE, (_, service) -> call -> node.createService(service, call));
        work(Routes.CHANGE_SERVICE, (_, service) -> call -> node.setService(service, call));
        work(Routes.DELETE_SERVICE, (exchange, _) -> call -> node.deleteService(exchange.variable(), call));
        work(Routes.START_ALL, (_, _) -> node::startAll);
        work(Routes.STOP_ALL, (_, _) -> node::stopAll);
        work(Routes.SETUP, (_, request) -> call -> node.setup(request.ves(), request.undo(), call));
    }

    private void make(String name, TemplateRequest request, Call call) {
        Optional<String> archive = request.archive();
        if (archive.isPresent()) {
            node.importTemplate(Path.of(archive.get()), name, call);
        } else {
            node.buildTemplate(build(name, request), call);
        }
    }

    private static TemplateBuild build(String name, TemplateRequest request) {
        try {
            return request.build(name);
        } catch (IllegalArgumentException e) {
            throw new VezereException(FailureKind.BAD_PARAMETER, String.valueOf(e.getMessage()), e);
        }
    }

    private <A> void value(Route<Nothing, A> route, Function<Exchange, A> action) {
        if (!(route.answer() instanceof Route.Answer.Value<A> answer)) {
            throw new IllegalStateException(route.name() + " does not answer with a value");
        }
        actions.put(route, exchange -> exchange.json(Exchange.OK, answer.codec(), action.apply(exchange)));
    }

    private void text(Route<Nothing, String> route, java.util.function.Supplier<String> action) {
        if (!(route.answer() instanceof Route.Answer.Text answer)) {
            throw new IllegalStateException(route.name() + " does not answer with a text");
        }
        actions.put(route, exchange -> exchange.text(Exchange.OK, answer.mediaType(), action.get()));
    }

    private <Q> void onVe(Route<Q, Report> route, BiFunction<Ctid, Q, Work> action) {
        work(route, (exchange, request) -> action.apply(ve(exchange), request));
    }

    private <Q> void work(Route<Q, Report> route, BiFunction<Exchange, Q, Work> action) {
        actions.put(route, exchange -> {
            // What is wrong with the request itself is told before anything is done or answered.
            Work work = action.apply(exchange, exchange.body(route.request()));
            WorkReport.answer(exchange, work);
        });
    }

    private Ctid ve(Exchange exchange) {
        return node.resolve(exchange.variable());
    }

    private static Set<VeInfo.Part> parts(Exchange exchange) {
        Set<VeInfo.Part> parts = EnumSet.noneOf(VeInfo.Part.class);
        for (String word : exchange.query("parts").orElse("").split(",", -1)) {
            if (!word.isEmpty()) {
                parts.add(part(word));
            }
        }
        return parts;
    }

    private static VeInfo.Part part(String word) {
        return Arrays.stream(VeInfo.Part.values())
                .filter(part -> part.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new VezereException(
                        FailureKind.BAD_PARAMETER,
                        "parts are of " + Arrays.toString(VeInfo.Part.values()) + ", not " + word));
    }

    private static int number(Exchange exchange, String name, int otherwise) {
        String text = exchange.query(name).orElse(Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new VezereException(FailureKind.BAD_PARAMETER, name + " is a number, not " + text);
        }
    }
}
