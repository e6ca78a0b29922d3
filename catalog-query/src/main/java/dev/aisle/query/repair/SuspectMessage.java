package dev.aisle.query.repair;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.cache.SortKeys.Order;

/**
 * How suspects are told: as the text of a notification, one suspect a line. Ids hold neither blanks nor line breaks.
 * Nodes of another version may tell others: what can't be read is passed over.
 */
public final class SuspectMessage {

    /** The channel of PostgreSQL's notifications. */
    public static final String CHANNEL = "aisle_suspects";

    /** A notification takes less than 8,000 bytes; a line is at most 280. */
    public static final int MOST = 25;

    private static final String PRODUCT = "product";
    private static final String CATEGORY = "category";
    private static final String LISTING = "listing";

    private SuspectMessage() {}

    /**
     * Writes a message.
     * @param suspects at most {@link #MOST}
     * @return its text
     */
    public static String write(List<Suspect> suspects) {
        if (suspects.size() > MOST) {
            throw new IllegalArgumentException("%d suspects in a message".formatted(suspects.size()));
        }
        return suspects.stream().map(SuspectMessage::line).collect(Collectors.joining("\n"));
    }

    private static String line(Suspect suspect) {
        return switch (suspect) {
            case Suspect.Product(var id) -> String.join(" ", PRODUCT, id.value());
            case Suspect.Category(var id) -> String.join(" ", CATEGORY, id.value());
            case Suspect.ListingRow(var category, var product, var order, var key) -> String.join(" ", LISTING,
                    category.value(), product.value(), order.name(), Long.toString(key));
        };
    }

    /**
     * Reads a message.
     * @param text its text
     * @return the suspects that it names, as far as they can be read
     */
    public static List<Suspect> read(String text) {
        return text.lines().limit(MOST).map(SuspectMessage::suspect).flatMap(Optional::stream).toList();
    }

    private static Optional<Suspect> suspect(String line) {
        var words = line.split(" ", -1);
        try {
            return switch (words[0]) {
                case PRODUCT -> (words.length == 2) ? Optional.of(new Suspect.Product(new ProductId(words[1])))
                        : Optional.empty();
                case CATEGORY -> (words.length == 2) ? Optional.of(new Suspect.Category(new CategoryId(words[1])))
                        : Optional.empty();
                case LISTING -> (words.length == 5) ? row(words) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (InvalidValueException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Suspect> row(String[] words) {
        return Stream.of(words[3])
                .flatMap(name -> Arrays.stream(Order.values()).filter(order -> order.name().equals(name)))
                .<Suspect>map(order -> new Suspect.ListingRow(new CategoryId(words[1]), new ProductId(words[2]), order,
                        Long.parseLong(words[4])))
                .findFirst();
    }
}
