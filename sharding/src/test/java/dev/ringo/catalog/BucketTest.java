package dev.ringo.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Whatever the nodes publish, and in whatever order they learn of it, their lists come out equal.
 */
class BucketTest {

  @Provide
  Arbitrary<List<CatalogEntry>> entries() {
    Arbitrary<DomainName> names =
        Arbitraries.of("a", "b", "c\u0000", "\u00ff", "ab").map(DomainName::new);
    return Combinators.combine(
            names,
            Arbitraries.integers().between(0, 99),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(-2, 2),
            Arbitraries.longs().between(1, 4))
        .as(CatalogEntry::new)
        .list()
        .ofMaxSize(6);
  }

  private static Bucket bucket(List<CatalogEntry> entries) {
    Bucket bucket = Bucket.EMPTY;
    for (CatalogEntry entry : entries) {
      bucket = bucket.with(entry);
    }
    return bucket;
  }

  @Property
  void aMergeIsCommutativeAssociativeAndIdempotent(
      @ForAll("entries") List<CatalogEntry> a,
      @ForAll("entries") List<CatalogEntry> b,
      @ForAll("entries") List<CatalogEntry> c) {
    Bucket one = bucket(a);
    Bucket two = bucket(b);
    Bucket three = bucket(c);
    assertThat(one.mergeData(two)).isEqualTo(two.mergeData(one));
    assertThat(one.mergeData(two).mergeData(three)).isEqualTo(one.mergeData(two.mergeData(three)));
    assertThat(one.mergeData(two).mergeData(two)).isEqualTo(one.mergeData(two));
    assertThat(one.mergeData(one)).isEqualTo(one);
  }

  @Property
  void theOrderOfPublishingDoesNotMatterAndChunksOnlyGrow(
      @ForAll("entries") List<CatalogEntry> entries, @ForAll long seed) {
    List<CatalogEntry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(bucket(shuffled)).isEqualTo(bucket(entries));
    for (CatalogEntry entry : entries) {
      CatalogEntry listed = bucket(entries).find(entry.domain()).orElseThrow();
      assertThat(listed.chunks()).isGreaterThanOrEqualTo(entry.chunks());
      assertThat(listed.creation()).isLessThanOrEqualTo(entry.creation());
    }
  }

  @Property
  void whatWasAddedBringsAnotherBucketToTheSame(
      @ForAll("entries") List<CatalogEntry> before, @ForAll("entries") List<CatalogEntry> added) {
    Bucket start = bucket(before).resetDelta();
    assertThat(start.deltaData()).isEmpty();
    Bucket end = start;
    for (CatalogEntry entry : added) {
      end = end.with(entry);
    }
    Bucket delta = end.deltaData().orElse(Bucket.EMPTY);
    assertThat(start.mergeDeltaData(delta)).isEqualTo(end);
  }

  @Property
  void equalBucketsHaveTheSameBytes(
      @ForAll("entries") List<CatalogEntry> entries, @ForAll long seed) {
    List<CatalogEntry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(seed));
    byte[] bytes = BucketSerializer.encode(bucket(entries));
    assertThat(BucketSerializer.encode(bucket(shuffled))).isEqualTo(bytes);
    assertThat(BucketSerializer.decode(bytes)).isEqualTo(bucket(entries));
  }

  @Property
  void aViewLearnsWhatABucketHas(@ForAll("entries") List<CatalogEntry> entries) {
    CatalogView view = new CatalogView();
    entries.forEach(view::learn);
    List<CatalogEntry> listed = List.copyOf(bucket(entries).entries());
    assertThat(view.page(Optional.empty(), 100)).isEqualTo(listed);
    for (CatalogEntry entry : entries) {
      assertThat(view.learn(entry)).isFalse();
      assertThat(view.findByChunk(ChunkId.of(entry.chunks() - 1, entry.domain())))
          .isEqualTo(view.find(entry.domain()));
    }
    assertThat(view.findByChunk(ChunkId.of(7, new DomainName("a")))).isEmpty();
  }

  @Test
  void aViewIsListedInPages() {
    CatalogView view = new CatalogView();
    for (String name : List.of("b", "a", "\u00ff", "aa", "c")) {
      view.learn(new CatalogEntry(new DomainName(name), 2, false, false, 1, 1));
    }
    List<String> names = new ArrayList<>();
    Optional<DomainName> after = Optional.empty();
    List<CatalogEntry> page = view.page(after, 2);
    while (!page.isEmpty()) {
      page.forEach(entry -> names.add(entry.domain().latin1()));
      after = Optional.of(page.get(page.size() - 1).domain());
      page = view.page(after, 2);
    }
    assertThat(names).containsExactly("a", "aa", "b", "c", "\u00ff");
  }
}
