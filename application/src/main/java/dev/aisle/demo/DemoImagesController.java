package dev.aisle.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** Serves the demo catalog's pictures. A picture never changes, so whoever has it needn't ask again. */
@RestController
class DemoImagesController {

    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

    @GetMapping(path = "/demo/images/{name:[a-z0-9-]+}.svg")
    ResponseEntity<byte[]> image(@PathVariable String name) {
        var picture = DemoPicture.named(name)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND,
                        "There is no demo picture of that name: one is called <shape>-<hue>-<what>.svg."));
        return ResponseEntity.ok()
                .contentType(SVG)
                .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .header("X-Content-Type-Options", "nosniff")
                .eTag(Integer.toHexString(name.hashCode()))
                .body(picture.svg().getBytes(StandardCharsets.UTF_8));
    }

}
