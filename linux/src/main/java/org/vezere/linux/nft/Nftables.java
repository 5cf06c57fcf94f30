package org.vezere.linux.nft;

import java.util.concurrent.locks.ReentrantLock;
import org.vezere.linux.ffi.CFunction;
import org.vezere.linux.ffi.CLibrary;
import org.vezere.linux.ffi.CStrings;
import org.vezere.linux.ffi.Scratch;

/// A connection to the packet filter of one network namespace, in the language of `man 8 nft`.
///
/// What is handed to [#run] is one transaction: the kernel takes all of it or nothing. Threads may share the
/// object.
public final class Nftables implements AutoCloseable {
    private static final String SONAME = "libnftables.so.1";
    private static final int DEFAULT_FLAGS = 0;

    private final Library library;
    private final ReentrantLock turn = new ReentrantLock();
    private long context;

    private Nftables(Library library, long context) {
        this.library = library;
        this.context = context;
    }

    /// The functions of the library that are used again and again, see `nftables/libnftables.h`.
    private record Library(CFunction run, CFunction output, CFunction error, CFunction free) {}

    /// Connects in the network namespace of the calling thread.
    ///
    /// @throws NftablesException when the library is not installed
    public static Nftables open() {
        CLibrary library = CLibrary.load(SONAME)
                .orElseThrow(() -> new NftablesException(SONAME + " is not installed (Debian package libnftables1)"));
        long context = library.function("nft_ctx_new").call(DEFAULT_FLAGS);
        if (context == 0) {
            throw new NftablesException("libnftables can't be initialised");
        }
        library.function("nft_ctx_buffer_output").callInt(context);
        library.function("nft_ctx_buffer_error").callInt(context);
        return new Nftables(
                new Library(
                        library.function("nft_run_cmd_from_buffer"),
                        library.function("nft_ctx_get_output_buffer"),
                        library.function("nft_ctx_get_error_buffer"),
                        library.function("nft_ctx_free")),
                context);
    }

    /// Carries out commands as one transaction.
    ///
    /// @return what commands like `list` print
    /// @throws NftablesException with the library's words when one of them is refused; then none has been done
    public String run(String commands) {
        turn.lock();
        try (Scratch scratch = Scratch.open()) {
            if (context == 0) {
                throw new IllegalStateException("connection to nftables used after it was closed");
            }
            int result = library.run().callInt(context, scratch.string(commands).address());
            // Reading a buffer also empties it for the next time.
            String output = CStrings.at(library.output().call(context));
            String error = CStrings.at(library.error().call(context));
            if (result != 0) {
                throw new NftablesException("nftables: " + firstWords(error, commands));
            }
            return output;
        } finally {
            turn.unlock();
        }
    }

    /// The complaint. The line that libnftables shows with it is the first one, whichever it means (version 1.0.6).
    private static String firstWords(String error, String commands) {
        String words =
                error.lines().findFirst().orElse("refused without a reason").strip();
        long lines = commands.strip().lines().count();
        return words + (lines == 1 ? " in: " + commands.strip() : " in a transaction of " + lines + " lines");
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (context != 0) {
                library.free().call(context);
                context = 0;
            }
        } finally {
            turn.unlock();
        }
    }
}
