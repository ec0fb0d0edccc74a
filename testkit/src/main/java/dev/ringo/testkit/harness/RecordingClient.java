package dev.ringo.testkit.harness;

import dev.ringo.client.CreateOptions;
import dev.ringo.client.CreateResult;
import dev.ringo.client.GetOptions;
import dev.ringo.client.GetResult;
import dev.ringo.client.GetResult.Found;
import dev.ringo.client.PutOptions;
import dev.ringo.client.PutResult;
import dev.ringo.client.RingoClient;
import dev.ringo.ring.DomainName;
import dev.ringo.testkit.history.DomainHistory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Puts and gets in one domain, waits for the answers, and records what it asked and was told. One
 * history can take what many such clients do, each in one thread.
 */
public final class RecordingClient {

  private final RingoClient client;
  private final DomainName domain;
  private final DomainHistory history;
  private final Duration timeout;

  /**
   * Uses the client of a node.
   *
   * @param timeout of an operation
   */
  public RecordingClient(
      RingoClient client, DomainName domain, DomainHistory history, Duration timeout) {
    this.client = client;
    this.domain = domain;
    this.history = history;
    this.timeout = timeout;
  }

  /** Creates the domain. */
  public CreateResult create() {
    return await(client.create(domain, CreateOptions.within(timeout)));
  }

  /** Puts a value, which no other put of the history has. */
  public PutResult put(String key, String value) {
    DomainHistory.PendingPut put = history.put(inHistory(key), value);
    PutResult result =
        await(client.put(domain, bytes(key), bytes(value), PutOptions.within(timeout)));
    if (result instanceof PutResult.Stored) {
      put.stored();
    } else if (result instanceof PutResult.NotStored) {
      put.notStored();
    } else {
      put.unknown();
    }
    return result;
  }

  /** All values of a key; empty if they could not be had, which the history leaves out. */
  public Optional<List<String>> get(String key) {
    DomainHistory.PendingGet get = history.get(inHistory(key));
    List<String> values = new ArrayList<>();
    GetResult result = await(client.get(domain, bytes(key), GetOptions.within(timeout)));
    while (result instanceof Found found) {
      found
          .values()
          .forEach(value -> values.add(new String(value.bytes(), StandardCharsets.ISO_8859_1)));
      if (found.more().isEmpty()) {
        get.returned(values);
        return Optional.of(values);
      }
      result = await(client.next(found.more().get()));
    }
    return Optional.empty();
  }

  private String inHistory(String key) {
    return domain + "/" + key;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Every operation of a client ends within its timeout. */
  private static <T> T await(CompletionStage<T> result) {
    return result.toCompletableFuture().join();
  }
}
