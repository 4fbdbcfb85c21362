package org.pgseccomp.policy;

import java.util.List;

/**
 * Connections that go around a list of ports, where filters leave them open.
 *
 * <p>Landlock is asked when a socket of TCP connects. It is asked neither about a connection that the first data make (MSG_FASTOPEN: tcp_sendmsg_fastopen in
 * net/ipv4/tcp.c calls the protocol's connect itself), nor about MPTCP, which any server of TCP answers. What io_uring does no filter sees.
 */
final class PortDetours {
    /** 0x20000000 on every architecture (linux/socket.h). */
    private static final long MSG_FASTOPEN = 0x20000000L;

    /** AF_INET and AF_INET6, SOCK_STREAM. */
    private static final List<TypicalCall> TCP =
            List.of(new TypicalCall("socket", 2, 1, 0, 0, 0, 0), new TypicalCall("socket", 10, 1, 0, 0, 0, 0));

    private static final List<Detour> WITH_TCP = List.of(
            new Detour(
                    List.of(new TypicalCall("sendto", 3, 4096, 1, MSG_FASTOPEN, 8192, 16)),
                    "sendto(flags: with MSG_FASTOPEN)"),
            new Detour(
                    List.of(new TypicalCall("sendmsg", 3, 4096, MSG_FASTOPEN, 0, 0, 0)),
                    "sendmsg(flags: with MSG_FASTOPEN)"),
            new Detour(
                    List.of(new TypicalCall("sendmmsg", 3, 4096, 1, MSG_FASTOPEN, 0, 0)),
                    "sendmmsg(flags: with MSG_FASTOPEN)"));

    /** IPPROTO_MPTCP: 262 (linux/in.h). */
    private static final Detour MPTCP = new Detour(
            List.of(new TypicalCall("socket", 2, 1, 262, 0, 0, 0), new TypicalCall("socket", 10, 1, 262, 0, 0, 0)),
            "socket(protocol: IPPROTO_MPTCP)");

    /** AF_SMC: 43 (linux/socket.h). Where the other side has no RDMA, the kernel makes a connection of TCP by itself (smc_connect in net/smc/af_smc.c). */
    private static final Detour SMC =
            new Detour(List.of(new TypicalCall("socket", 43, 1, 0, 0, 0, 0)), "socket(domain: AF_SMC)");

    private static final Detour IO_URING =
            new Detour(List.of(new TypicalCall("io_uring_setup", 1, 4096, 0, 0, 0, 0)), "io_uring_setup");

    private PortDetours() {}

    /**
     * A way around.
     *
     * @param calls that show that it is open, each by itself
     * @param entry of a list of errors that denies it
     */
    private record Detour(List<TypicalCall> calls, String entry) {
        boolean isOpen(FilterStack stack) {
            return PortDetours.isAnyOpen(calls, stack);
        }
    }

    private static boolean isAnyOpen(List<TypicalCall> calls, FilterStack stack) {
        for (TypicalCall call : calls) {
            if (call.isOpen(stack)) {
                return true;
            }
        }
        return false;
    }

    /** What is said of a policy with a list of ports that connections may go to, or null. */
    static Rejection remarkOn(Domain domain, FilterStack stack) {
        Setting ports = domain.setting(DomainSetting.CONNECT_PORTS);
        if (ports == null) {
            return null;
        }
        StringBuilder entries = new StringBuilder();
        if (isAnyOpen(TCP, stack)) {
            for (Detour detour : WITH_TCP) {
                add(entries, detour, stack);
            }
        }
        add(entries, MPTCP, stack);
        add(entries, SMC, stack);
        add(entries, IO_URING, stack);
        return entries.length() == 0
                ? null
                : new Rejection(
                        Rejection.Kind.HARMFUL,
                        ports.name(),
                        "pgseccomp: native code can connect to other ports than those of " + ports.described(),
                        "The kernel does not look at the list where one of these is allowed: " + entries + ".",
                        "Deny them in the policy's list of errors.");
    }

    private static void add(StringBuilder entries, Detour detour, FilterStack stack) {
        if (detour.isOpen(stack)) {
            entries.append(entries.length() == 0 ? "" : ", ").append(detour.entry());
        }
    }
}
