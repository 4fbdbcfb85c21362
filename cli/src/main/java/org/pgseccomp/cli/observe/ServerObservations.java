package org.pgseccomp.cli.observe;

import org.pgseccomp.observe.Observations;

/**
 * What a server has learnt.
 *
 * @param postgres the server's version
 * @param learnt a sentence of the server, how long and since when it learnt
 */
public record ServerObservations(String postgres, String learnt, Observations seen) {}
