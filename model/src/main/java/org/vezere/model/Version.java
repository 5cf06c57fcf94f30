package org.vezere.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Vezere this is.
public final class Version {
    /// The version of OpenVZ's `vzctl` whose command line, output and exit codes are followed; clients parse it.
    public static final String VZCTL = "4.11.1";

    private static final String TEXT = read();

    private Version() {}

    /// The version of Vezere, such as `0.1.0`.
    public static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing beside " + Version.class.getName());
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
