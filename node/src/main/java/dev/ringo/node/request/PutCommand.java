package dev.ringo.node.request;

import dev.ringo.node.CommandFailure;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "put",
    description = {
      "Adds a value under a key.",
      "",
      "The value is the third argument, or the file, or else what comes from standard input.",
      ""
    })
public final class PutCommand implements Runnable {

  @Parameters(index = "0", paramLabel = "DOMAIN", description = "A domain that exists.")
  private String domain;

  @Parameters(index = "1", paramLabel = "KEY", description = "1 to 4,096 bytes.")
  private String key;

  @Parameters(index = "2", arity = "0..1", paramLabel = "VALUE", description = "The value.")
  private String value;

  @Option(names = "--file", paramLabel = "FILE", description = "A file that holds the value.")
  private Path file;

  @Mixin private GatewayOption gateway;

  @Override
  public void run() {
    GatewayConnection connection = gateway.connection();
    HttpURLConnection request = connection.post(Paths.item(domain, key));
    request.setRequestProperty("Content-Type", "application/octet-stream");
    request.setRequestProperty("Idempotency-Key", UUID.randomUUID().toString());
    body().send(request, connection);
    List<?> stored = Reply.ok(connection.text(request));
    System.out.println(
        "stored: chunk " + stored.get(1) + ", entry " + stored.get(2) + ", owner " + stored.get(0));
  }

  private RequestBody body() {
    if (value != null && file != null) {
      throw CommandFailure.usage("there are two values, one as an argument and one in --file");
    }
    if (file != null) {
      return RequestBody.ofFile(file);
    }
    return value != null
        ? RequestBody.of(value.getBytes(StandardCharsets.UTF_8))
        : RequestBody.ofAll(System.in);
  }
}
