package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    description = {
      "Prints the values of a key.",
      "",
      "All of them, in the order in which they were put, each followed by a line end. A key without"
          + " values is a failure.",
      ""
    })
public final class GetCommand implements Runnable {

  @Parameters(paramLabel = "DOMAIN", description = "A domain that exists.")
  private String domain;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key;

  @ArgGroup private Form form = new Form();

  private static final class Form {

    @Option(names = "--single", description = "The first value only, its bytes and nothing else.")
    private boolean single;

    @Option(
        names = "--raw",
        description = "As the gateway writes them: '<length> ok <bytes>' for each.")
    private boolean raw;
  }

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    String item = Paths.item(domain, key);
    HttpURLConnection request = connection.get(form.single ? item + "?single" : item);
    try (InputStream body = new BufferedInputStream(connection.body(request));
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
      requireValues(request.getHeaderField("Ringo-Result"));
      write(body, out);
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }

  private static void requireValues(String result) {
    if (result != null) {
      throw CommandFailure.failed(
          result.equals("no-such-domain") ? "there is no such domain" : "the key has no values");
    }
  }

  private void write(InputStream body, OutputStream out) throws IOException {
    if (form.single || form.raw) {
      body.transferTo(out);
      return;
    }
    ValueStream values = new ValueStream(body);
    while (values.copyNext(out)) {
      out.write('\n');
    }
  }
}
