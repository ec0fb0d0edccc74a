package dev.ringo.testkit.chaos;

import dev.ringo.testkit.harness.GatewayClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Gets every key of every domain once when all faults are over: what is lost shows at the latest
 * here, and so does a domain that does not come back.
 */
final class LastReading {

  private final Function<String, GatewayClient> clients;

  LastReading(Function<String, GatewayClient> clients) {
    this.clients = clients;
  }

  /**
   * Reads all domains at once, each until a key cannot be had.
   *
   * @param keys of each domain
   * @return domains with the key that could not be had
   */
  Map<String, String> read(Map<String, Long> keys) {
    ExecutorService threads = Executors.newFixedThreadPool(keys.size());
    try {
      Map<String, Future<List<String>>> readings = new TreeMap<>();
      keys.forEach(
          (domain, count) -> readings.put(domain, threads.submit(() -> read(domain, count))));
      Map<String, String> silent = new TreeMap<>();
      for (Map.Entry<String, Future<List<String>>> reading : readings.entrySet()) {
        reading.getValue().get().forEach(key -> silent.put(reading.getKey(), key));
      }
      return silent;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reader failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<String> read(String domain, long keys) {
    GatewayClient client = clients.apply(domain);
    List<String> silent = new ArrayList<>();
    for (long i = 0; i < keys && silent.isEmpty(); i++) {
      if (client.get(Keys.key(i)).isEmpty()) {
        silent.add(Keys.key(i));
      }
    }
    return silent;
  }
}
