/**
 * Lines for a configuration that has a profile: what a server was seen to do and its profile does not allow. The entry point is {@link
 * org.pgseccomp.recommend.RelativeRecommendation}.
 */
package org.pgseccomp.recommend;
