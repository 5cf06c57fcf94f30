package org.vezere.daemon.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.vezere.api.ApiError;
import org.vezere.api.Route;
import org.vezere.api.Routes;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Finds the action of a request, and puts whatever goes wrong into a status and an [ApiError].
final class ApiHandler extends Handler.Abstract {
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private static final Logger LOG = System.getLogger(ApiHandler.class.getName());

    private final Actions actions;

    ApiHandler(Actions actions) {
        this.actions = actions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            String path = request.getHttpURI().getPath();
            Optional<Routes.Match> match = Routes.match(request.getMethod(), path);
            if (match.isEmpty()) {
                unknown(new Exchange(request, response, List.of()), path);
            } else {
                answer(
                        match.get().route(),
                        new Exchange(request, response, match.get().variables()));
            }
            callback.succeeded();
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a client went away", gone);
            callback.failed(gone);
        } catch (RuntimeException | Error failed) {
            // Something was sent already, so there is no status to say it with; the connection ends in its middle.
            LOG.log(Level.ERROR, request + " failed inside vzd", failed);
            callback.failed(failed);
        }
        return true;
    }

    private void answer(Route<?, ?> route, Exchange exchange) throws IOException {
        try {
            actions.of(route).answer(exchange);
        } catch (VezereException failure) {
            if (!exchange.unanswered()) {
                throw failure;
            }
            exchange.failure(ApiError.httpStatus(failure.kind()), ApiError.of(failure));
        } catch (RuntimeException failed) {
            if (!exchange.unanswered()) {
                throw failed;
            }
            LOG.log(Level.ERROR, route.name() + " failed inside vzd", failed);
            VezereException failure =
                    new VezereException(FailureKind.SYSTEM, "internal error, see the log of vzd: " + failed);
            exchange.failure(ApiError.httpStatus(failure.kind()), ApiError.of(failure));
        }
    }

    private static void unknown(Exchange exchange, String path) throws IOException {
        Set<Route.Method> methods = Routes.methods(path);
        String method = exchange.request().getMethod();
        if (methods.isEmpty()) {
            exchange.failure(NOT_FOUND, usage("nothing is at " + path + "; /v1/openapi.json tells what there is"));
            return;
        }
        String allowed = methods.stream().map(Enum::name).collect(Collectors.joining(", "));
        exchange.response().getHeaders().put(HttpHeader.ALLOW, allowed);
        exchange.failure(METHOD_NOT_ALLOWED, usage(path + " knows " + allowed + ", not " + method));
    }

    private static ApiError usage(String message) {
        return ApiError.of(new VezereException(FailureKind.USAGE, message));
    }
}
