package org.vezere.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Leads whatever is logged inside vzd, Jetty's words included, to vzd's [LogFile].
///
/// Logback finds this class as a service and so reads no configuration file: none can be in the way, and the first line
/// is some 20 ms sooner.
public final class LogBinding extends ContextAwareBase implements Configurator {
    private static final String PROGRAM = "vzd";
    private static final AtomicReference<@Nullable LogFile> TARGET = new AtomicReference<>();

    /// For logback, which looks for services.
    public LogBinding() {}

    /// Where lines go from now on; before the first file, and after none, warnings go to standard error.
    public static void to(@Nullable LogFile file) {
        TARGET.set(file);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Lines lines = new Lines();
        lines.setContext(context);
        lines.setName(PROGRAM);
        lines.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        context.getLogger("org.vezere").setLevel(Level.INFO);
        root.addAppender(lines);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String text = text(event);
            LogFile file = TARGET.get();
            if (file == null) {
                System.err.println(PROGRAM + ": " + text);
            } else {
                file.line(PROGRAM, text);
            }
        }

        private static String text(ILoggingEvent event) {
            String text = event.getLevel().isGreaterOrEqual(Level.WARN)
                    ? event.getLevel() + ": " + event.getFormattedMessage()
                    : event.getFormattedMessage();
            if (event.getThrowableProxy() == null) {
                return text;
            }
            return text + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        }
    }
}
