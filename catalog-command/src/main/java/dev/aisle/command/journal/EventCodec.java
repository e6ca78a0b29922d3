package dev.aisle.command.journal;

import java.util.Currency;
import java.util.Locale;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.StockLevel;

/**
 * Writes events as the JSON that the journal keeps for good, and reads it. The shape is
 * that of the event's record, with ids and slugs as texts; a golden file holds it.
 */
public final class EventCodec {

    private final JsonMapper json = JsonMapper.builder()
            .addModule(words())
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Writes an event.
     * @param event any event
     * @return a JSON object
     */
    public String write(CatalogEvent event) {
        return this.json.writeValueAsString(event);
    }

    /**
     * Reads an event.
     * @param type its name in the journal
     * @param payload the JSON object
     * @return the event
     */
    public CatalogEvent read(String type, String payload) {
        return this.json.readValue(payload, EventType.named(type).event());
    }

    /**
     * Reads an event whose kind is known otherwise than by a name.
     * @param payload the JSON object
     * @param type the event's record
     * @param <E> the event's type
     * @return the event
     */
    public <E extends CatalogEvent> E read(String payload, Class<E> type) {
        return this.json.readValue(payload, type);
    }

    private static SimpleModule words() {
        return new SimpleModule("catalog").addSerializer(CategoryId.class, new ToStringSerializer(CategoryId.class))
                .addDeserializer(CategoryId.class, new TextDeserializer<>(CategoryId::new))
                .addSerializer(ProductId.class, new ToStringSerializer(ProductId.class))
                .addDeserializer(ProductId.class, new TextDeserializer<>(ProductId::new))
                .addSerializer(Slug.class, new ToStringSerializer(Slug.class))
                .addDeserializer(Slug.class, new TextDeserializer<>(Slug::new))
                .addSerializer(ProductStatus.class, new StatusSerializer())
                .addDeserializer(ProductStatus.class,
                        new TextDeserializer<>(text -> ProductStatus.valueOf(text.toUpperCase(Locale.ROOT))))
                .addSerializer(Money.class, new MoneySerializer())
                .addDeserializer(Money.class, new MoneyDeserializer())
                .addSerializer(StockLevel.class, new StockLevelSerializer())
                .addDeserializer(StockLevel.class, new StockLevelDeserializer());
    }

    private static final class TextDeserializer<T> extends ValueDeserializer<T> {

        private final Function<String, T> read;

        TextDeserializer(Function<String, T> read) {
            this.read = read;
        }

        @Override
        public @Nullable T deserialize(JsonParser parser, DeserializationContext context) {
            return this.read.apply(parser.getString());
        }

    }

    private static final class StatusSerializer extends ValueSerializer<ProductStatus> {

        @Override
        public void serialize(ProductStatus status, JsonGenerator json, SerializationContext context) {
            json.writeString(status.name().toLowerCase(Locale.ROOT));
        }

    }

    private static final class MoneySerializer extends ValueSerializer<Money> {

        @Override
        public void serialize(Money money, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeStringProperty("amount", money.amount());
            json.writeStringProperty("currency", money.currency().getCurrencyCode());
            json.writeEndObject();
        }

    }

    private static final class MoneyDeserializer extends ValueDeserializer<Money> {

        @Override
        public Money deserialize(JsonParser parser, DeserializationContext context) {
            JsonNode money = context.readTree(parser);
            return Money.of(money.required("amount").stringValue(),
                    Currency.getInstance(money.required("currency").stringValue()));
        }

    }

    private static final class StockLevelSerializer extends ValueSerializer<StockLevel> {

        @Override
        public void serialize(StockLevel level, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            switch (level) {
                case StockLevel.Tracked(int quantity) -> json.writeNumberProperty("quantity", quantity);
                case StockLevel.Untracked(boolean available) -> json.writeBooleanProperty("available", available);
            }
            json.writeEndObject();
        }

    }

    private static final class StockLevelDeserializer extends ValueDeserializer<StockLevel> {

        @Override
        public StockLevel deserialize(JsonParser parser, DeserializationContext context) {
            JsonNode level = context.readTree(parser);
            return level.has("quantity") ? new StockLevel.Tracked(level.required("quantity").intValue())
                    : new StockLevel.Untracked(level.required("available").booleanValue());
        }

    }

}
