package dev.ringo.testkit.history;

import dev.ringo.testkit.history.DomainHistory.Get;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import dev.ringo.testkit.history.DomainHistory.Put;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a history of puts and gets is one that a domain can have, whatever failed meanwhile:
 * the values of a key are one list that only grows at its end. A put takes effect once or, if its
 * outcome is not known, once or never; a get shows the list as it is at some moment while it is
 * under way.
 *
 * <p>The time it takes grows with the number of values shown, some million a second.
 */
public final class DomainChecker {

  private DomainChecker() {}

  public static DomainReport check(DomainHistory history) {
    return check(history.puts(), history.gets());
  }

  /**
   * Checks operations in any order.
   *
   * @throws IllegalArgumentException if two puts have the same value
   */
  public static DomainReport check(Collection<Put> puts, Collection<Get> gets) {
    Map<String, Put> byValue = new HashMap<>();
    Map<String, List<Put>> putsOfKey = new HashMap<>();
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (Put put : puts) {
      if (byValue.put(put.value(), put) != null) {
        throw new IllegalArgumentException("put twice: " + Words.quoted(put.value()));
      }
      putsOfKey.computeIfAbsent(put.key(), first -> new ArrayList<>()).add(put);
      outcomes.merge(put.outcome(), 1, Integer::sum);
    }
    Map<String, List<Get>> getsOfKey = new HashMap<>();
    gets.forEach(get -> getsOfKey.computeIfAbsent(get.key(), first -> new ArrayList<>()).add(get));

    Findings findings = new Findings();
    getsOfKey.forEach(
        (key, itsGets) ->
            new KeyCheck(byValue, putsOfKey.getOrDefault(key, List.of()), itsGets, findings).run());
    Set<String> keys = new HashSet<>(putsOfKey.keySet());
    keys.addAll(getsOfKey.keySet());
    return new DomainReport(keys.size(), outcomes, gets.size(), findings.violations());
  }
}
