package dev.ringo.catalog;

import akka.cluster.ddata.AbstractDeltaReplicatedData;
import akka.cluster.ddata.ReplicatedDelta;
import dev.ringo.ring.DomainName;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import scala.Option;
import scala.collection.immutable.TreeMap;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.Ordering$;

/**
 * A part of the catalog, replicated as one value: domains are only added, and the entries of one
 * domain merge (a grow-only map of a join-semilattice; Shapiro et al. 2011). Of an update only the
 * new entries travel. Immutable.
 */
final class Bucket extends AbstractDeltaReplicatedData<Bucket, Bucket> implements ReplicatedDelta {

  static final Bucket EMPTY =
      new Bucket(
          new TreeMap<>(Ordering$.MODULE$.comparatorToOrdering(Comparator.<String>naturalOrder())),
          null);

  /** By the bytes of the names, in their order: equal buckets have equal bytes. */
  private final TreeMap<String, CatalogEntry> entries;

  /** What was added since the last {@link #resetDelta}; null if nothing was. */
  private final Bucket added;

  private Bucket(TreeMap<String, CatalogEntry> entries, Bucket added) {
    this.entries = entries;
    this.added = added;
  }

  static Bucket of(Iterable<CatalogEntry> entries) {
    Bucket bucket = EMPTY;
    for (CatalogEntry entry : entries) {
      bucket = new Bucket(bucket.merged(entry), null);
    }
    return bucket;
  }

  Collection<CatalogEntry> entries() {
    return CollectionConverters.asJava(entries).values();
  }

  Optional<CatalogEntry> find(DomainName domain) {
    Option<CatalogEntry> found = entries.get(domain.latin1());
    return found.isDefined() ? Optional.of(found.get()) : Optional.empty();
  }

  Bucket with(CatalogEntry entry) {
    Bucket before = added == null ? EMPTY : added;
    return new Bucket(merged(entry), new Bucket(before.merged(entry), null));
  }

  private TreeMap<String, CatalogEntry> merged(CatalogEntry entry) {
    CatalogEntry sum = find(entry.domain()).map(entry::merge).orElse(entry);
    return entries.updated(entry.domain().latin1(), sum);
  }

  @Override
  public Bucket mergeData(Bucket other) {
    if (entries.size() < other.entries.size()) {
      return other.mergeData(this);
    }
    Bucket sum = resetDelta();
    for (CatalogEntry entry : other.entries()) {
      if (!sum.find(entry.domain()).equals(Optional.of(entry))) {
        sum = new Bucket(sum.merged(entry), null);
      }
    }
    return sum;
  }

  @Override
  public Bucket mergeDeltaData(Bucket delta) {
    return mergeData(delta);
  }

  @Override
  public Optional<Bucket> deltaData() {
    return Optional.ofNullable(added);
  }

  @Override
  public Bucket resetDelta() {
    return added == null ? this : new Bucket(entries, null);
  }

  @Override
  public Bucket zero() {
    return EMPTY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bucket bucket && entries.equals(bucket.entries);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(entries);
  }

  @Override
  public String toString() {
    return "Bucket" + entries();
  }
}
