package dev.aisle.query.document;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.responses.ApiResponses;

/** What all storefront reads have in common: the headers that they take, and how they answer if not with a body. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(name = "If-None-Match", in = ParameterIn.HEADER, schema = @Schema(type = "string"),
            description = "The ETag of what the client has"),
    @Parameter(name = "Aisle-Consistency-Token", in = ParameterIn.HEADER, schema = @Schema(type = "string"),
            description = "As a write answered it: the answer is not older than that write")})
@ApiResponses({
    @ApiResponse(responseCode = "304", description = "The client has it already",
            headers = @Header(name = "ETag", schema = @Schema(type = "string"))),
    @ApiResponse(responseCode = "400", description = "The request can't be read",
            content = @Content(mediaType = "application/problem+json")),
    @ApiResponse(responseCode = "503",
            description = "Not to be had now, or not yet as new as the token asks; Retry-After says when",
            content = @Content(mediaType = "application/problem+json"))})
public @interface StorefrontRead {}
