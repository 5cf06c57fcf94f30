package org.vezere.cli.vzctl;

import java.util.stream.Stream;
import org.vezere.cli.option.Option;

/// `vzctl restart`.
final class Restart implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                "restart",
                "stop and start the VE, or start it",
                Stream.concat(Start.OPTIONS.stream(), Stop.OPTIONS.stream()).toArray(Option[]::new));
    }

    @Override
    public int run(Request request) {
        request.node()
                .restart(request.ctid(), Start.options(request.line()), Stop.options(request.line()), request.call());
        return 0;
    }
}
