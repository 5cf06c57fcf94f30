package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vezere.linux.process.DescriptorOutputStream;
import org.vezere.linux.process.Pipe;

@Timeout(10)
class InputPumpTest {
    @Test
    void closingDoesNotInterruptAPumpThatAsksItsCallerForMore() throws InterruptedException {
        AskingInput input = new AskingInput();

        try (InputPump _ = new InputPump("test", input, new ByteArrayOutputStream(), Optional.empty())) {
            assertThat(input.asking.await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(input.left.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(input.interrupted).isFalse();
    }

    @Test
    void closingEndsAPumpWhoseCommandReadsNothingWhileOthersHoldItsInput() throws InterruptedException {
        CountDownLatch wanted = new CountDownLatch(100);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                wanted.countDown();
                return length;
            }
        };

        try (Pipe pipe = Pipe.open()) {
            try (InputPump _ =
                    new InputPump("test", endless, new DescriptorOutputStream(pipe.writing()), Optional.empty())) {
                assertThat(wanted.await(300, TimeUnit.MILLISECONDS))
                        .as("the pipe takes all")
                        .isFalse();
            }
            long before = wanted.getCount();

            assertThat(wanted.await(100, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(wanted.getCount()).isEqualTo(before);
        }
    }

    /// Asks for input until it is closed, in a way that shows interrupts.
    private static final class AskingInput extends InputStream {
        final CountDownLatch asking = new CountDownLatch(1);
        final CountDownLatch left = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            asking.countDown();
            try {
                closed.await();
            } catch (InterruptedException early) {
                interrupted.set(true);
            }
            left.countDown();
            throw new IOException("closed");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
