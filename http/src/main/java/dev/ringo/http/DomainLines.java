package dev.ringo.http;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import dev.ringo.client.DomainStatus;
import dev.ringo.client.RingoClient;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The list of domains, fetched a page at a time, and a last item that says how many there were. */
final class DomainLines {

  private static final int PAGE = 500;

  /** Where the list goes on. */
  private record Position(Optional<DomainName> after, long listed, boolean atEnd) {}

  private DomainLines() {}

  static Source<Map<String, Object>, NotUsed> of(RingoClient client, Duration timeout) {
    return Source.unfoldAsync(
            new Position(Optional.empty(), 0, false), position -> next(client, timeout, position))
        .mapConcat(lines -> lines);
  }

  private static CompletionStage<Optional<Pair<Position, List<Map<String, Object>>>>> next(
      RingoClient client, Duration timeout, Position position) {
    return position.atEnd()
        ? CompletableFuture.completedFuture(Optional.empty())
        : client
            .domains(position.after(), PAGE, timeout)
            .thenApply(page -> Optional.of(page.isEmpty() ? end(position) : lines(position, page)));
  }

  private static Pair<Position, List<Map<String, Object>>> lines(
      Position position, List<DomainStatus> page) {
    List<Map<String, Object>> lines = new ArrayList<>();
    page.forEach(domain -> lines.add(line(domain)));
    DomainName last = page.get(page.size() - 1).domain();
    return Pair.create(
        new Position(Optional.of(last), position.listed() + page.size(), false), lines);
  }

  private static Map<String, Object> line(DomainStatus domain) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("domain", domain.domain().toString());
    line.put("path", PercentEncoding.encode(domain.domain().bytes()));
    line.put("id", ChunkId.of(0, domain.domain()).toString());
    line.put("nrepl", domain.replicas());
    line.put("keycache", domain.keycache());
    line.put("noindex", domain.noindex());
    line.put("chunks", domain.chunks());
    return line;
  }

  private static Pair<Position, List<Map<String, Object>>> end(Position position) {
    Map<String, Object> end = new LinkedHashMap<>();
    end.put("end", true);
    end.put("domains", position.listed());
    return Pair.create(new Position(position.after(), position.listed(), true), List.of(end));
  }
}
