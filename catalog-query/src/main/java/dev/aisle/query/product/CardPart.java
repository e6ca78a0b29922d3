package dev.aisle.query.product;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

import dev.aisle.query.cache.PartCodec;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.json.Json;

/**
 * A rendered card.
 *
 * @param json the JSON object {@code Card}
 * @param listed whether it may stand in a listing
 * @param modified when it last changed
 */
public record CardPart(Json json, boolean listed, Instant modified) {

    private static final PartCodec<CardPart> CODEC = new PartCodec<>() {

        @Override
        public void write(CardPart part, DataOutputStream out) throws IOException {
            PartCodec.writeJson(out, part.json());
            out.writeBoolean(part.listed());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(CardPart part) {
            return part.json().bytes().length + 88;
        }

        @Override
        public CardPart read(DataInputStream in) throws IOException {
            return new CardPart(PartCodec.readJson(in), in.readBoolean(), PartCodec.readTime(in));
        }
    };

    /**
     * Names the card of a product.
     * @param product its id
     * @return the part's name
     */
    public static PartKey<CardPart> key(String product) {
        return new PartKey<>(Kind.PRODUCT, product, "card", CODEC);
    }
}
