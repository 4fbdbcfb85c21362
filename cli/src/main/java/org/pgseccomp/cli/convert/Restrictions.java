package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What systemd forbids by settings of their own, with filters beside that of SystemCallFilter (seccomp-util.c of systemd 252): for each call what these
 * filters say.
 */
final class Restrictions {
    /** Namespaces by systemd's names, and the flags of clone(2) that make them. */
    static final SortedMap<String, Long> NAMESPACES = new TreeMap<>(Map.of(
            "cgroup", 0x02000000L,
            "ipc", 0x08000000L,
            "mnt", 0x00020000L,
            "net", 0x40000000L,
            "pid", 0x20000000L,
            "user", 0x10000000L,
            "uts", 0x04000000L));

    private static final List<String> FAMILIES = List.of(
            "UNSPEC UNIX INET AX25 IPX APPLETALK NETROM BRIDGE ATMPVC X25 INET6 ROSE DECnet NETBEUI SECURITY KEY NETLINK PACKET ASH ECONET ATMSVC RDS SNA"
                    .concat(
                            " IRDA PPPOX WANPIPE LLC IB MPLS CAN TIPC BLUETOOTH IUCV RXRPC ISDN PHONET IEEE802154 CAIF ALG NFC VSOCK KCM QIPCRTR SMC XDP MCTP")
                    .split(" ", -1));

    private static final long WRITE = 2;
    private static final long EXECUTE = 4;
    private static final long SHARED_EXECUTE = 0x8000;
    private static final Outcome ALLOW = Outcome.of(Action.ALLOW);
    private static final Outcome EPERM = Outcome.error(OciActions.EPERM);

    private final Architecture architecture;
    private final Map<String, Decision<Outcome>> decisions = new HashMap<>();

    Restrictions(Architecture architecture) {
        this.architecture = architecture;
    }

    /** What all that was restricted says of a call. */
    Decision<Outcome> decisionOf(Syscall syscall) {
        return decisions.getOrDefault(syscall.name(), Decision.always(ALLOW));
    }

    /** Whether the setting has an effect: other architectures have no calls of their own for sockets, or could not be told. */
    static boolean restrictsFamilies(Architecture architecture) {
        return architecture != Architecture.S390X && architecture != Architecture.PPC64LE;
    }

    /** Whether the setting has an effect. */
    static boolean restrictsNamespaces(Architecture architecture) {
        return architecture != Architecture.AARCH64 && architecture != Architecture.RISCV64;
    }

    /** The number of an address family; -1 if there is none of that name. */
    static long family(Architecture architecture, String name) {
        Constant constant = name.startsWith("AF_") ? Constants.named(architecture, name) : null;
        return constant == null ? -1 : constant.value();
    }

    /** Numbers and names of all address families. */
    static SortedMap<Long, String> families(Architecture architecture) {
        SortedMap<Long, String> families = new TreeMap<>();
        for (String each : FAMILIES) {
            long number = family(architecture, "AF_" + each);
            if (number >= 0) {
                families.put(number, "AF_" + each);
            }
        }
        return families;
    }

    private void restrict(String call, List<Case<Outcome>> cases) {
        Decision<Outcome> before = decisions.getOrDefault(call, Decision.always(ALLOW));
        Decision<Outcome> restricted = new Decision<>(cases, ALLOW).simplified();
        decisions.put(call, before.with(restricted, Outcome::under));
    }

    private static Case<Outcome> where(int argument, int bits, boolean isNegated, List<Atom> atoms, Outcome outcome) {
        return new Case<>(new Condition(List.of(new ArgumentTest(argument, bits, isNegated, atoms))), outcome);
    }

    /**
     * RestrictAddressFamilies.
     *
     * @param areAllowed whether these are allowed, and no others, or the other way round
     */
    void families(List<Long> families, boolean areAllowed) {
        if (!restrictsFamilies(architecture)) {
            return;
        }
        Outcome denied = Outcome.error(Errnos.numberOf(architecture, "EAFNOSUPPORT"));
        List<Atom> atoms = new ArrayList<>();
        families.forEach(family -> atoms.add(Atom.value(family)));
        if (atoms.isEmpty()) {
            if (areAllowed) {
                decisions.put("socket", Decision.always(denied));
            }
            return;
        }
        restrict("socket", List.of(where(0, 32, areAllowed, atoms, denied)));
    }

    /** MemoryDenyWriteExecute. */
    void memory() {
        if (architecture != Architecture.S390X) {
            restrict("mmap", List.of(where(2, 64, false, List.of(all(WRITE | EXECUTE)), EPERM)));
        }
        restrict("mprotect", List.of(where(2, 64, false, List.of(all(EXECUTE)), EPERM)));
        restrict("pkey_mprotect", List.of(where(2, 64, false, List.of(all(EXECUTE)), EPERM)));
        restrict("shmat", List.of(where(2, 32, false, List.of(all(SHARED_EXECUTE)), EPERM)));
    }

    private static Atom all(long bits) {
        return Atom.bits(bits, bits);
    }

    /** RestrictNamespaces; these are the flags of the ones that stay. */
    void namespaces(long retained) {
        List<Atom> forbidden = new ArrayList<>();
        for (long flag : NAMESPACES.values()) {
            if ((retained & flag) == 0) {
                forbidden.add(all(flag));
            }
        }
        if (forbidden.isEmpty() || !restrictsNamespaces(architecture)) {
            return;
        }
        int flagsOfClone = architecture == Architecture.S390X ? 1 : 0;
        restrict("clone", List.of(where(flagsOfClone, 32, false, forbidden, EPERM)));
        restrict("unshare", List.of(where(0, 32, false, forbidden, EPERM)));
        decisions.put("clone3", Decision.always(Outcome.error(Outcome.ENOSYS)));
        if (retained == 0) {
            decisions.put("setns", Decision.always(EPERM));
        } else {
            List<Atom> ofSetns = new ArrayList<>(forbidden);
            ofSetns.add(Atom.value(0));
            restrict("setns", List.of(where(1, 32, false, ofSetns, EPERM)));
        }
    }
}
