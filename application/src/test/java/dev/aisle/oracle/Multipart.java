package dev.aisle.oracle;

import java.util.Map;

/** Form data with files, as browsers send it. */
public final class Multipart {

    /** The content type of what {@link #body} makes. */
    public static final String TYPE = "multipart/form-data; boundary=part-of-a-history";

    private Multipart() {}

    /**
     * Writes files and fields.
     * @param files name to content; sent as files
     * @param fields name to value
     * @return the body
     */
    public static String body(Map<String, String> files, Map<String, String> fields) {
        var body = new StringBuilder();
        files.forEach((name, content) -> body.append("""
                --part-of-a-history\r
                Content-Disposition: form-data; name="%s"; filename="%s.txt"\r
                Content-Type: application/octet-stream\r
                \r
                """.formatted(name, name)).append(content).append("\r\n"));
        fields.forEach((name, value) -> body.append("""
                --part-of-a-history\r
                Content-Disposition: form-data; name="%s"\r
                \r
                """.formatted(name)).append(value).append("\r\n"));
        return body.append("--part-of-a-history--\r\n").toString();
    }

}
