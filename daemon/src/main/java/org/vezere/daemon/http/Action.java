package org.vezere.daemon.http;

import java.io.IOException;

/// What answers the requests of one route.
@FunctionalInterface
interface Action {
    /// Answers one. A [org.vezere.model.VezereException] becomes the response when nothing was sent yet.
    void answer(Exchange exchange) throws IOException;
}
