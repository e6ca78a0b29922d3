package dev.aisle.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** The application's server with nothing in it: one servlet that writes the same bytes to everybody. */
final class BareHandler implements AutoCloseable {

    private final Process process;

    private final URI address;

    private BareHandler(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it in a JVM of its own, as large as the application's. */
    static BareHandler start(Path folder, int bytes) throws IOException {
        var process = AisleProcess.java(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"),
                BareHandler.class.getName(), folder.toString(), String.valueOf(bytes)))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("http://")) {
                return new BareHandler(process, URI.create(line));
            }
        }
        throw new IOException("the bare handler ended");
    }

    URI address() {
        return this.address;
    }

    /**
     * Runs it.
     * @param args a folder for the server, and the size of an answer
     */
    public static void main(String[] args) throws LifecycleException {
        var body = new byte[Integer.parseInt(args[1])];
        var tomcat = new Tomcat();
        tomcat.setBaseDir(args[0]);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "bytes", new Bytes(body));
        context.addServletMappingDecoded("/*", "bytes");
        tomcat.start();
        System.out.println("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
        tomcat.getServer().await();
    }

    private static final class Bytes extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final byte[] body;

        Bytes(byte[] body) {
            this.body = body;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(this.body.length);
            response.getOutputStream().write(this.body);
        }

    }

    @Override
    public void close() throws InterruptedException {
        this.process.destroy();
        if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
            this.process.destroyForcibly().waitFor();
        }
    }

}
