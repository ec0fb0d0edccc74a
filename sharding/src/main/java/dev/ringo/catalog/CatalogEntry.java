package dev.ringo.catalog;

import dev.ringo.replication.ChunkInfo;
import dev.ringo.ring.DomainName;
import java.util.Comparator;

/**
 * A domain as the catalog has it.
 *
 * @param replicas copies besides the first that its chunks are to have
 * @param creation the number of its creation, see {@link ChunkInfo}
 * @param chunks how many it has; only ever more
 */
public record CatalogEntry(
    DomainName domain,
    int replicas,
    boolean keycache,
    boolean noindex,
    long creation,
    long chunks) {

  private static final Comparator<CatalogEntry> BY_CREATION =
      Comparator.comparingLong(CatalogEntry::creation)
          .thenComparingInt(CatalogEntry::replicas)
          .thenComparing(CatalogEntry::keycache)
          .thenComparing(CatalogEntry::noindex);

  static CatalogEntry of(ChunkInfo info, long chunks) {
    return new CatalogEntry(
        info.domain(), info.replicas(), info.keycache(), info.noindex(), info.creation(), chunks);
  }

  /**
   * What two entries of one domain come to, whichever is seen first and however often: the
   * parameters of the lower creation, and the more chunks.
   */
  CatalogEntry merge(CatalogEntry other) {
    CatalogEntry first = BY_CREATION.compare(this, other) <= 0 ? this : other;
    long most = Math.max(chunks, other.chunks);
    return first.chunks == most
        ? first
        : new CatalogEntry(
            domain, first.replicas, first.keycache, first.noindex, first.creation, most);
  }
}
