package org.vezere.engine.network;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.linux.nft.Nftables;
import org.vezere.linux.nft.NftablesException;

/// Rates at which links receive, kept by dropping what is too much: the table `netdev vezere_rates`, with a chain per
/// link behind that of [VethFilter]. Of what was not used for a while a second's worth may come at once, which is how
/// the kernel counts.
final class RateTable implements AutoCloseable {
    private static final String TABLE = "netdev vezere_rates";
    private static final Pattern CHAIN = Pattern.compile("chain if(\\d{1,9}) ");

    /// A whole segmented packet fits.
    private static final int BURST = 131_072;

    private final Nftables nftables = Nftables.open();

    /// The indexes of the links that have a rate, some of which may be gone.
    Set<Integer> links() {
        Set<Integer> indexes = new HashSet<>();
        try {
            Matcher chain = CHAIN.matcher(nftables.run("list table " + TABLE));
            while (chain.find()) {
                indexes.add(Integer.parseInt(chain.group(1)));
            }
        } catch (NftablesException none) {
            return Set.of();
        }
        return indexes;
    }

    /// @param rate bytes per second
    void set(int index, String link, long rate) {
        nftables.run(without(index) + """
                table %s {
                    chain if%d {
                        type filter hook ingress device "%s" priority -290; policy accept;
                        limit rate over %d bytes/second burst %d bytes counter drop
                    }
                }
                """.formatted(TABLE, index, link, rate, BURST));
    }

    /// Lifts the rate of a link, which may be gone; the table goes with the last one.
    void remove(int index) {
        nftables.run(without(index));
        if (links().isEmpty()) {
            nftables.run("add table " + TABLE + "\ndelete table " + TABLE);
        }
    }

    /// What is to be deleted is made first, or deleting it could fail.
    private static String without(int index) {
        String chain = "chain " + TABLE + " if" + index + "\n";
        return "add table " + TABLE + "\nadd " + chain + "flush " + chain + "delete " + chain;
    }

    @Override
    public void close() {
        nftables.close();
    }
}
