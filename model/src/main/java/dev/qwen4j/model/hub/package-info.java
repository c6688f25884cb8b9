/**
 * Getting a checkpoint: from the Hugging Face hub, or a mirror that speaks its routes, into the cache that Python's
 * {@code huggingface_hub} uses, so that each finds what the other has downloaded; or from ModelScope, into a cache of
 * our own. What the hubs do differently is behind {@link dev.qwen4j.model.hub.HubRoutes}.
 *
 * <p>The main path: {@link dev.qwen4j.model.hub.ModelHub#pull} asks for the files of a
 * {@link dev.qwen4j.model.hub.Revision}, fetches what the {@link dev.qwen4j.model.hub.HubCache} lacks, checks it and
 * links it into a folder that {@link dev.qwen4j.model.checkpoint.Checkpoint#open} opens.
 */
@NullMarked
package dev.qwen4j.model.hub;

import org.jspecify.annotations.NullMarked;
