/** What every endpoint that runs the model needs: admission, noticing that the client left, and event streams. */
@NullMarked
package dev.qwen4j.service.http;

import org.jspecify.annotations.NullMarked;
