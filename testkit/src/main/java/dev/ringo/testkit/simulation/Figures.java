package dev.ringo.testkit.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What happened in one simulation or in many. One thread at a time. */
public final class Figures {

  private final Map<Figure, Long> counts = new EnumMap<>(Figure.class);

  void count(Figure figure) {
    counts.merge(figure, 1L, Long::sum);
  }

  void addAll(Figures others) {
    others.counts.forEach((figure, count) -> counts.merge(figure, count, Long::sum));
  }

  public long of(Figure figure) {
    return counts.getOrDefault(figure, 0L);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(
            count ->
                String.format(
                    "%,d %s",
                    count.getValue(),
                    count.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
        .collect(Collectors.joining(", "));
  }
}
