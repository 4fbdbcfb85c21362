package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.ReportSurface.Kind;
import org.pgseccomp.cli.ReportSurface.Verdict;
import org.pgseccomp.syscall.Architecture;

/**
 * What somebody who has taken over a session would try next, and whether the filters stop it: by the system calls that it takes. Files and
 * ports that Landlock keeps are not among them.
 */
final class ReportDoors {
    private static final List<Door> DOORS = List.of(
            new Door("Execute a program", "execve execveat"),
            new Door("Run code that was written into memory", "mprotect pkey_mprotect mmap"),
            new Door("Open connections to other hosts", "socket connect sendto sendmsg"),
            new Door(
                    "Do input and output that no filter sees (io_uring)",
                    "io_uring_setup io_uring_enter io_uring_register"),
            new Door(
                    "Look into other processes, or change them",
                    "ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise"),
            new Door(
                    "Mount file systems, or change what is mounted",
                    "mount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr"),
            new Door("Make namespaces, or enter those of others", "unshare setns"),
            new Door(
                    "Change its user or its capabilities",
                    "setuid setgid setresuid setresgid setreuid setregid setgroups capset"),
            new Door(
                    "Load code into the kernel",
                    "init_module finit_module delete_module kexec_load kexec_file_load bpf"),
            new Door(
                    "Reach parts of the kernel that have had many defects",
                    "userfaultfd perf_event_open keyctl add_key request_key"),
            new Door("Make links and devices", "symlink symlinkat link linkat mknod mknodat"),
            new Door("Change owner and rights of files", "chown fchown lchown fchownat chmod fchmod fchmodat"),
            new Door(
                    "Change the machine",
                    "reboot swapon swapoff acct settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname"));

    private final Architecture architecture;
    private final List<Kind> kinds;

    private record Door(String what, String calls) {}

    ReportDoors(Architecture architecture, List<Kind> kinds) {
        this.architecture = architecture;
        this.kinds = kinds;
    }

    void write(Html page) {
        String[] heads = new String[kinds.size() + 1];
        heads[0] = "What an attacker may try";
        for (int i = 0; i < kinds.size(); i++) {
            heads[i + 1] = kinds.get(i).title();
        }
        page.table("Attacks, and what the filters leave of them", heads);
        for (Door door : DOORS) {
            page.raw("<tr><th scope=\"row\">").text(door.what()).raw("</th>");
            for (Kind kind : kinds) {
                write(page, door, kind);
            }
            page.raw("</tr>\n");
        }
        page.endTable();
    }

    private void write(Html page, Door door, Kind kind) {
        List<String> open = new ArrayList<>();
        List<String> conditioned = new ArrayList<>();
        for (String call : door.calls().split(" ", -1)) {
            Verdict verdict = architecture.has(call) ? kind.verdicts().get(call) : Verdict.DENIED;
            if (verdict == Verdict.CONDITIONED) {
                conditioned.add(call);
            } else if (verdict != Verdict.DENIED) {
                open.add(call);
            }
        }
        String style = !open.isEmpty() ? "open" : conditioned.isEmpty() ? "stopped" : "conditioned";
        StringBuilder text = new StringBuilder();
        append(text, "Open: ", open);
        append(text, "With conditions: ", conditioned);
        page.raw("<td class=\"" + style + "\">")
                .text(text.length() == 0 ? "Stopped" : text.toString())
                .raw("</td>");
    }

    private static void append(StringBuilder text, String what, List<String> calls) {
        if (!calls.isEmpty()) {
            text.append(text.length() == 0 ? "" : ". ").append(what).append(String.join(", ", calls));
        }
    }
}
