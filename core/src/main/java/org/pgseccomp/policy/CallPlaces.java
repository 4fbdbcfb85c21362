package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.Architecture;

/** Where a filter says what becomes of its calls: its lists, read once, for whoever asks about many calls. {@link CallOrigins} says more of one. */
public final class CallPlaces {
    /** Above the number of every system call. */
    private static final int NUMBERS = 1024;

    private final Entry[] ofNumber = new Entry[NUMBERS];
    private final Place otherwise;

    /**
     * A setting, and what it has.
     *
     * @param setting its name
     * @param entry of a list, as it is written; "" for a default action
     */
    public record Place(String setting, String entry) {}

    private record Entry(Place place, Outcome outcome, Entry next) {}

    /**
     * Reads the lists of a level.
     *
     * @param settings that the filter was read from
     */
    public CallPlaces(Architecture architecture, Level level, List<Setting> settings) {
        FilterSource source = FilterSource.of(level, settings);
        for (Action action : Action.values()) {
            FilterSource.ListSource list = source.lists().get(action.ordinal());
            for (ListedCall listed : ListReader.read(architecture, action, list, source.profile())
                    .listed()) {
                int number = listed.syscall().number();
                Outcome outcome = source.warnsOnly() ? listed.outcome().asWarning() : listed.outcome();
                Place place = new Place(list.setting().name(), listed.entry().written());
                ofNumber[number] = new Entry(place, outcome, ofNumber[number]);
            }
        }
        Setting written = source.defaultAction();
        otherwise = new Place(written == null ? "" : written.name(), "");
    }

    /** Where it says that a call has this outcome: an entry that names the call, or else the default action. */
    public Place of(int number, Outcome outcome) {
        if (number >= 0 && number < NUMBERS) {
            for (Entry entry = ofNumber[number]; entry != null; entry = entry.next()) {
                if (entry.outcome().action() == outcome.action()) {
                    return entry.place();
                }
            }
        }
        return otherwise;
    }
}
