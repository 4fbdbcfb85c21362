/**
 * What a policy stops of what attackers do: a catalogue, {@link org.pgseccomp.attack.Attacks}, and {@link org.pgseccomp.attack.Exposure}, which looks up each
 * entry in filters, files, ports and isolation. Nothing is tried here; the tests do that.
 */
package org.pgseccomp.attack;
