/**
 * What outlives the process, in SQLite or PostgreSQL: {@link dev.qwen4j.service.store.Database} is either,
 * {@link dev.qwen4j.service.store.SqlJournals} are the journals of runs in it.
 */
@NullMarked
package dev.qwen4j.service.store;

import org.jspecify.annotations.NullMarked;
