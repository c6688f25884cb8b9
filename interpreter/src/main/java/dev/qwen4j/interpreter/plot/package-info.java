/**
 * Draws figures: a description of what is to be seen, as JSON, becomes a PNG or an SVG. {@link
 * dev.qwen4j.interpreter.plot.Plot} is the way in. Written for plots in the manner of matplotlib, where any number of
 * lines, bars, areas and texts share one pair of axes with ticks at given places; the Python side decides what and
 * where, this side has fonts, lays out and paints. Plain Java2D: no chart library is needed, and none would take marks
 * at any place.
 */
@NullMarked
package dev.qwen4j.interpreter.plot;

import org.jspecify.annotations.NullMarked;
