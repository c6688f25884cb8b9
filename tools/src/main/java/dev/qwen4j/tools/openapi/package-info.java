/** The operations of OpenAPI documents as tools: {@link dev.qwen4j.tools.openapi.OpenApiFile} reads which. */
@NullMarked
package dev.qwen4j.tools.openapi;

import org.jspecify.annotations.NullMarked;
