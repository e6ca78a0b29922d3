package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

import dev.aisle.sync.imports.format.Finding.Kind;

/**
 * A Merchant Center feed in RSS 2.0: an {@code item} a product, its attributes in Google's
 * namespace. A document type is refused, with it every entity but the five that XML has
 * by itself; depth, item size and the size of anything that comes in one piece are bounded.
 */
final class RssFeedReader implements FeedReader {

    private static final String GOOGLE = "http://base.google.com/ns/1.0";

    private static final Set<String> PLAIN = Set.of("title", "description", "link");

    private static final int MAX_DEPTH = 32;

    private static final int MAX_ATTRIBUTES = 1_000;

    /** Where its parts are joined as the text form writes them: {@code section:name:value}. */
    private static final String DETAIL = "product_detail";

    private final Utf8Reader in;

    private final XMLStreamReader xml;

    private final int maxRowSize;

    private final Set<String> columns = new LinkedHashSet<>();

    private long row;

    private boolean ended;

    private boolean cutOff;

    RssFeedReader(InputStream content, int maxRowSize) throws IOException {
        this.in = new Utf8Reader(content);
        this.maxRowSize = maxRowSize;
        this.in.allow(allowance());
        try {
            this.xml = factory().createXMLStreamReader(this.in);
            enterChannel();
        } catch (XMLStreamException ex) {
            throw unreadable(ex);
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> InputStream.nullInputStream());
        return factory;
    }

    private long allowance() {
        return 4L * this.maxRowSize;
    }

    private int advance() throws XMLStreamException, IOException {
        this.in.allow(allowance());
        int event = this.xml.next();
        if (event == XMLStreamConstants.DTD) {
            throw new UnreadableFileException(line(), "the XML has a document type (DOCTYPE): take it out");
        }
        return event;
    }

    private void enterChannel() throws XMLStreamException, IOException {
        var encoding = this.xml.getCharacterEncodingScheme();
        if (encoding != null && !encoding.equalsIgnoreCase("UTF-8") && !encoding.equalsIgnoreCase("US-ASCII")) {
            throw new UnreadableFileException(1,
                    "the XML says that its encoding is '%s': save it as UTF-8".formatted(Finding.excerpt(encoding)));
        }
        nextStart();
        if (!this.xml.getLocalName().equals("rss")) {
            throw new UnreadableFileException(line(), "the XML begins with <%s>, a feed begins with <rss>: use RSS 2.0"
                    .formatted(Finding.excerpt(this.xml.getLocalName())));
        }
        nextStart();
        if (!this.xml.getLocalName().equals("channel")) {
            throw new UnreadableFileException(line(), "<rss> must hold a <channel>");
        }
    }

    private void nextStart() throws XMLStreamException, IOException {
        while (advance() != XMLStreamConstants.START_ELEMENT) {
            if (this.xml.getEventType() == XMLStreamConstants.END_DOCUMENT
                    || this.xml.getEventType() == XMLStreamConstants.END_ELEMENT) {
                throw new UnreadableFileException(line(), "the XML holds no <channel>: use RSS 2.0");
            }
        }
    }

    @Override
    public @Nullable FeedRecord next() throws IOException {
        if (this.ended) {
            return null;
        }
        try {
            while (true) {
                int event = advance();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (this.xml.getLocalName().equals("item")) {
                        return item();
                    }
                    skipElement();
                } else if (event == XMLStreamConstants.END_DOCUMENT) {
                    this.ended = true;
                    return null;
                }
            }
        } catch (XMLStreamException ex) {
            this.ended = true;
            this.cutOff = true;
            return broken(ex);
        }
    }

    /** What isn't well-formed ends the feed, and the rows before it count. */
    private FeedRecord broken(XMLStreamException ex) throws UnreadableFileException {
        var unreadable = unreadable(ex);
        if (unreadable.getCause() == null) {
            throw unreadable;
        }
        return new FeedRecord.Bad(null,
                new Finding(++this.row, unreadable.line(), "", Kind.UNREADABLE, unreadable.reason(), ""));
    }

    private FeedRecord item() throws XMLStreamException, IOException {
        this.row++;
        var item = new Item(line());
        while (advance() != XMLStreamConstants.END_ELEMENT) {
            if (this.xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                attribute(item);
            }
        }
        return item.record();
    }

    private void attribute(Item item) throws XMLStreamException, IOException {
        boolean google = GOOGLE.equals(this.xml.getNamespaceURI());
        var name = TsvFeedReader.columnName(this.xml.getLocalName());
        if (!google && !PLAIN.contains(name)) {
            skipElement();
            return;
        }
        var text = text(item, name.equals(DETAIL));
        item.add(name, google, text);
    }

    /** The text of an element; that of a product detail's parts is joined by colons. */
    private String text(Item item, boolean parts) throws XMLStreamException, IOException {
        var text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            switch (advance()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    enter(++depth);
                    if (parts && !text.isEmpty()) {
                        text.append(':');
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    item.size += this.xml.getTextLength();
                    if (item.size <= this.maxRowSize && (depth == 1 || parts) && !(parts && this.xml.isWhiteSpace())) {
                        text.append(this.xml.getTextCharacters(), this.xml.getTextStart(), this.xml.getTextLength());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> item.unknownEntity(this.xml.getLocalName());
                default -> {
                    // Comments and processing instructions say nothing
                }
            }
        }
        return text.toString();
    }

    private void skipElement() throws XMLStreamException, IOException {
        int depth = 1;
        while (depth > 0) {
            int event = advance();
            if (event == XMLStreamConstants.START_ELEMENT) {
                enter(++depth);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private void enter(int depth) throws UnreadableFileException {
        if (depth > MAX_DEPTH) {
            throw new UnreadableFileException(line(),
                    "the XML is nested deeper than %d elements: a feed isn't".formatted(MAX_DEPTH));
        }
    }

    private long line() {
        return Math.max(1, this.xml.getLocation().getLineNumber());
    }

    private UnreadableFileException unreadable(XMLStreamException ex) {
        long line = (ex.getLocation() == null) ? 1 : Math.max(1, ex.getLocation().getLineNumber());
        for (Throwable cause = ex; cause != null; cause = nested(cause)) {
            if (cause instanceof UnreadableFileException unreadable) {
                return new UnreadableFileException(line, unreadable.reason());
            }
            if (cause instanceof Utf8Reader.PieceTooLargeException) {
                return new UnreadableFileException(line,
                        "one piece of the XML is larger than %,d characters: a feed's isn't".formatted(allowance()));
            }
        }
        var unreadable = new UnreadableFileException(line,
                "the XML is broken or cut off here; nothing after this can be read");
        unreadable.initCause(ex);
        return unreadable;
    }

    private static @Nullable Throwable nested(Throwable thrown) {
        return thrown instanceof XMLStreamException xml && xml.getNestedException() != null ? xml.getNestedException()
                : thrown.getCause();
    }

    @Override
    public Set<String> columns() {
        return new LinkedHashSet<>(this.columns);
    }

    @Override
    public boolean cutOff() {
        return this.cutOff;
    }

    @Override
    public void close() throws IOException {
        this.in.close();
    }

    /** What has been read of an item. */
    private final class Item {

        private final long line;

        private final Map<String, List<String>> values = new HashMap<>();

        private final Set<String> plain = new LinkedHashSet<>();

        private @Nullable Finding fault;

        private long size;

        private int count;

        Item(long line) {
            this.line = line;
        }

        /** Google's own attribute wins over RSS's element of the same name. */
        void add(String name, boolean google, String text) {
            if (++this.count > MAX_ATTRIBUTES) {
                this.size = Long.MAX_VALUE / 2;
                return;
            }
            if (RssFeedReader.this.columns.size() < MAX_ATTRIBUTES) {
                RssFeedReader.this.columns.add(name);
            }
            var fault = Names.fault(text);
            if (fault != null && this.fault == null) {
                this.fault = new Finding(RssFeedReader.this.row, this.line, name, Kind.ENCODING, fault, text);
            }
            var value = Names.trim(text);
            if (value.isEmpty()) {
                return;
            }
            if (google && this.plain.remove(name)) {
                this.values.remove(name);
            } else if (!google && this.values.containsKey(name)) {
                return;
            }
            if (!google) {
                this.plain.add(name);
            }
            // An element is one value, commas and all, unless it is quoted as the text form quotes
            var all = LISTS.contains(name) && value.charAt(0) == '"' ? Values.split(value) : List.of(value);
            if (!all.isEmpty()) {
                this.values.computeIfAbsent(name, _ -> new ArrayList<>(1)).addAll(all);
            }
        }

        void unknownEntity(String name) {
            this.fault = new Finding(RssFeedReader.this.row, this.line, "", Kind.SYNTAX,
                    "the entity '&%s;' is unknown: write the character itself".formatted(Finding.excerpt(name)), "");
        }

        FeedRecord record() {
            if (this.size > RssFeedReader.this.maxRowSize) {
                this.fault = new Finding(RssFeedReader.this.row, this.line, "", Kind.TOO_LARGE,
                        "the item is larger than allowed (aisle.import.max-row-size)", "");
            }
            if (this.fault != null) {
                var ids = this.values.get(ID);
                boolean readable = ids != null && Names.fault(ids.getFirst()) == null;
                return new FeedRecord.Bad(readable && ids != null ? ids.getFirst() : null, this.fault);
            }
            return new FeedRecord.Row(RssFeedReader.this.row, this.line, this.values);
        }

    }

}
