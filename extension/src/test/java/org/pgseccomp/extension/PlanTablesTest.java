package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** A plan as C keeps it and sends it back. */
class PlanTablesTest {
    private static final List<Setting> SETTINGS = List.of(
            new Setting("pgseccomp.global_syscall_error", "mount"),
            new Setting("pgseccomp.session_roles", "joe, \u00e9va, +zoe, ann, +bob"),
            new Setting("session_syscall_error.joe", "ptrace"),
            new Setting("session_syscall_error.bob", "acct"),
            new Setting("pgseccomp.session_databases", "app, bare"),
            new Setting("database_syscall_error.app", "acct"),
            new Setting("session_syscall_error.ann", "bpf, \u00ff"),
            new Setting("pgseccomp.process_types", "archiver"),
            new Setting("process_syscall_log.archiver", "bpf"));

    private static Plan plan() {
        return Planner.plan(new PlanInput(Architecture.X86_64, SETTINGS, ServerFacts.UNKNOWN));
    }

    private static byte[] request(List<Setting> settings, byte[] before) {
        ByteWriter writer = new ByteWriter();
        writer.integer(Boundary.PLAN);
        writer.integer(Architecture.X86_64.auditArch());
        writer.integer(0);
        writer.integer(settings.size());
        for (Setting setting : settings) {
            writer.text(setting.name());
            writer.text(setting.value());
        }
        writer.blob(before);
        return writer.bytes();
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        Plan plan = plan();
        Plan read = PlanTables.read(Boundary.answer(request(SETTINGS, new byte[0])));
        assertThat(read.roles()).isEqualTo(plan.roles());
        assertThat(read.groups()).isEqualTo(plan.groups()).hasSize(2);
        assertThat(read.databases()).isEqualTo(plan.databases()).hasSize(2);
        assertThat(read.types()).isEqualTo(plan.types());
        assertThat(read.policies()).hasSameSizeAs(plan.policies());
        for (int i = 0; i < plan.policies().size(); i++) {
            PlannedPolicy was = plan.policies().get(i);
            PlannedPolicy is = read.policies().get(i);
            assertThat(is.settings()).isEqualTo(was.settings());
            assertThat(is.level()).isEqualTo(was.level());
            assertThat(is.whose()).isEqualTo(was.whose());
            assertThat(is.closable()).isEqualTo(was.closable());
        }
    }

    @Test
    void aPlanThatIsSentBackIsTheOneBefore() {
        byte[] first = Boundary.answer(request(SETTINGS, new byte[0]));
        ReplyTables same = new ReplyTables(Boundary.answer(request(SETTINGS, first)));
        assertThat(same.table(8)).as("changes").isEmpty();
        List<Setting> more = new ArrayList<>(SETTINGS);
        more.set(2, new Setting("session_syscall_error.joe", "ptrace, bpf"));
        ReplyTables changed = new ReplyTables(Boundary.answer(request(more, first)));
        assertThat(changed.table(8)).hasNumberOfRows(1);
        assertThat(changed.text(changed.table(8)[0][0])).isEqualTo("role \"joe\"");
        assertThat(changed.table(2)[changed.table(8)[0][2]][4])
                .as("no policy of before")
                .isEqualTo(Plan.NONE);
        List<Setting> tightens = new ArrayList<>(SETTINGS);
        tightens.remove(SETTINGS.size() - 2);
        tightens.add(new Setting("server only_tightens", "on"));
        ReplyTables refused = new ReplyTables(Boundary.answer(request(tightens, first)));
        assertThat(refused.status()).isEqualTo(Replies.REJECTED);
    }

    @Test
    void whatIsNoPlanIsRefused() {
        byte[] plan = Boundary.answer(request(SETTINGS, new byte[0]));
        for (int length = 1; length < plan.length; length++) {
            ReplyTables reply = new ReplyTables(Boundary.answer(request(SETTINGS, Arrays.copyOf(plan, length))));
            assertThat(reply.status()).as("%d bytes", length).isEqualTo(Replies.FAILED);
        }
        for (int at = 0; at < plan.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0xff}) {
                byte[] damaged = plan.clone();
                damaged[at] = (byte) value;
                new ReplyTables(Boundary.answer(request(SETTINGS, damaged))).requireWellFormed("byte " + at);
            }
        }
    }
}
