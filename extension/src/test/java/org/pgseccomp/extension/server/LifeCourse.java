package org.pgseccomp.extension.server;

import java.io.IOException;
import java.util.List;

/** The course of a life, from the first start to the last stop. */
final class LifeCourse {
    private LifeCourse() {}

    static void live(ServerLife life, Denial denial) throws IOException {
        for (String sql : LifeWork.statements(life.server())) {
            life.run(sql);
        }
        LifeClock.check(life);
        LifeScenes scenes = new LifeScenes(life);
        LifeSignals signals = new LifeSignals(life);
        scenes.workers();
        scenes.memory();
        scenes.leftovers();
        scenes.contention(life.ledger());
        signals.spinlock();
        signals.signals();
        signals.cancelledWorker();
        scenes.worker();
        scenes.backup();
        if (denial.isOfServer()) {
            scenes.subscription();
            LifeStandby.live(life, denial, life.configuration(true));
        }
        scenes.reloadAndRotation();
        scenes.workBeforeTheCrash(life.ledger());
        if (denial.isOfServer()) {
            scenes.unfinishedWork();
        }
        signals.crash();
        life.ledger().check(life, "after a crash");
        scenes.workBeforeTheCrash(life.ledger());
        if (denial.isOfServer()) {
            scenes.unfinishedWork();
        }
        if (life.restartAtOnce()) {
            life.ledger().check(life, "after an immediate stop");
            scenes.backgroundWork();
            for (String sql : List.of("DROP TABLE IF EXISTS w", "CREATE TABLE w (i int)", "INSERT INTO w VALUES (1)")) {
                life.run(sql);
            }
        }
    }
}
