package dev.aisle.sync.imports;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How files are imported.
 *
 * @param maxUnpackedSize the most that a file may hold once it is unpacked
 * @param maxRowSize the largest row or item of a feed, in characters
 * @param leaf what happens where a category would have children and products
 * @param maxDiscontinuedPercent the share of a source's products that a full import
 * discontinues without asking
 * @param chunkSize products that are written at once
 * @param attributes columns of a feed that become attributes of its products
 * @param keepFiles how long files of imports that never finished are kept
 * @param settleTimeout how long an import waits for its changes to be projected
 */
@Validated
@ConfigurationProperties("aisle.import")
record ImportSettings(@NotNull @DefaultValue("2GB") DataSize maxUnpackedSize,
        @NotNull @DefaultValue("1MB") DataSize maxRowSize, @NotNull @DefaultValue("other") LeafPolicy leaf,
        @Min(0) @Max(100) @DefaultValue("20") int maxDiscontinuedPercent,
        @Min(1) @Max(10_000) @DefaultValue("1000") int chunkSize,
        @NotNull @DefaultValue({
            "color", "size", "size_system", "size_type", "material", "pattern", "gender",
            "age_group", "condition", "energy_efficiency_class", "unit_pricing_measure"}) List<String> attributes,
        @NotNull @DefaultValue("7d") Duration keepFiles, @NotNull @DefaultValue("30m") Duration settleTimeout) {

}
