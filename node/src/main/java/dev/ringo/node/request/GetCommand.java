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
      "Writes all values of a key to standard output, in the order in which they were put, each",
      "followed by a line end. A key without values is a failure.",
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
      write(body, out, request.getHeaderField("Ringo-Result"));
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }

  private void write(InputStream body, OutputStream out, String result) throws IOException {
    if (form.single || form.raw) {
      body.transferTo(out);
      return;
    }
    ValueStream values = new ValueStream(body);
    int count = 0;
    while (values.copyNext(out)) {
      out.write('\n');
      count++;
    }
    if (count == 0) {
      throw CommandFailure.failed(
          "no-such-domain".equals(result) ? "there is no such domain" : "the key has no values");
    }
  }
}
