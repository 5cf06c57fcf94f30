package org.vezere.daemon.http;

import org.vezere.model.Call;

/// Something that takes time and tells of itself.
@FunctionalInterface
interface Work {
    void run(Call call);
}
