package org.vezere.engine.layout;

/// Files of a VE that are ready to be put together by its start.
public sealed interface PreparedFiles extends AutoCloseable permits OverlayFiles {
    @Override
    void close();
}
