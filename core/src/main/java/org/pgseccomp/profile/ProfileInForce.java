package org.pgseccomp.profile;

/**
 * A profile in the place where it is in force. A policy carries it as the value of the setting {@code pgseccomp.profile}: the name of the
 * profile, and behind it the words of its surroundings, so that the policy can be read wherever it gets to.
 */
public record ProfileInForce(Profile profile, Surroundings surroundings) {
    /** No profile. */
    public static final ProfileInForce NONE = new ProfileInForce(Profile.NONE, Surroundings.UNKNOWN);

    /** Reads what {@link #written} wrote; what is no profile's is none. */
    public static ProfileInForce read(String written) {
        int space = written.indexOf(' ');
        Profile profile = Profile.named(space < 0 ? written : written.substring(0, space));
        return profile == null
                ? NONE
                : new ProfileInForce(profile, new Surroundings(space < 0 ? "" : written.substring(space + 1)));
    }

    /** As a policy carries it. */
    public String written() {
        return surroundings.words().isEmpty()
                ? profile.settingName()
                : profile.settingName() + " " + surroundings.words();
    }

    /** The list of files of a scope; empty where there is none. */
    public String files(String scope) {
        return profile.allowed(Profile.filesOf(scope), surroundings);
    }

    /** The list of allowed calls of a scope; empty where there is none. */
    public String allowed(String scope) {
        return profile.allowed(scope, surroundings);
    }
}
