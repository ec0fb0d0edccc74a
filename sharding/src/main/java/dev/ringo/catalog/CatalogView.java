package dev.ringo.catalog;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What one node knows of the catalog, in the order of the names' bytes. For many threads. */
final class CatalogView {

  private final ConcurrentNavigableMap<String, CatalogEntry> byName = new ConcurrentSkipListMap<>();
  private final Map<ChunkId, DomainName> byChunk = new ConcurrentHashMap<>();

  /** Takes an entry in; false if it tells nothing new. */
  boolean learn(CatalogEntry entry) {
    String name = entry.domain().latin1();
    CatalogEntry before = byName.get(name);
    if (before != null && before.merge(entry).equals(before)) {
      return false;
    }
    byName.merge(name, entry, CatalogEntry::merge);
    for (long chunk = before == null ? 0 : before.chunks(); chunk < entry.chunks(); chunk++) {
      byChunk.put(ChunkId.of(chunk, entry.domain()), entry.domain());
    }
    return true;
  }

  Optional<CatalogEntry> find(DomainName domain) {
    return Optional.ofNullable(byName.get(domain.latin1()));
  }

  Optional<CatalogEntry> findByChunk(ChunkId chunk) {
    return Optional.ofNullable(byChunk.get(chunk)).flatMap(this::find);
  }

  List<CatalogEntry> page(Optional<DomainName> after, int most) {
    return after
        .map(domain -> byName.tailMap(domain.latin1(), false))
        .orElse(byName)
        .values()
        .stream()
        .limit(most)
        .toList();
  }
}
