package dev.ringo.client;

import dev.ringo.catalog.CatalogEntry;
import dev.ringo.ring.DomainName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How many chunks domains have, as a client knows it: by the list of domains, where that is kept,
 * and by the answers of owners. There may be more. For many threads.
 */
final class KnownChunks {

  /** Of domains with several chunks; what is forgotten, owners tell again. */
  private static final int MOST = 100_000;

  private final Function<DomainName, Optional<CatalogEntry>> list;
  private final Map<DomainName, Long> told = new ConcurrentHashMap<>();

  /**
   * @param list the list of domains, as far as this node has it
   */
  KnownChunks(Function<DomainName, Optional<CatalogEntry>> list) {
    this.list = list;
  }

  /** At least 1. */
  long of(DomainName domain) {
    long listed = list.apply(domain).map(CatalogEntry::chunks).orElse(1L);
    return Math.max(listed, told.getOrDefault(domain, 1L));
  }

  /** Was the domain created with keycache? */
  boolean areKeysCached(DomainName domain) {
    return list.apply(domain).filter(CatalogEntry::keycache).isPresent();
  }

  /** Somebody who must know said that there are so many at least. */
  void learn(DomainName domain, long chunks) {
    if (chunks > of(domain)) {
      if (told.size() >= MOST) {
        told.clear();
      }
      told.merge(domain, chunks, Math::max);
    }
  }
}
