package dev.ringo.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringo.entry.DamagedEntryException;
import dev.ringo.entry.EntryId;
import dev.ringo.entry.Frame;
import dev.ringo.entry.IdempotencyKey;
import dev.ringo.replication.Batch;
import dev.ringo.replication.Epoch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class StoredLogTest {

  private static final Epoch EPOCH = new Epoch(1, 1);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] entry(int seconds, String key, String value) {
    return Frame.encode(new EntryId((long) seconds << 32), 0, bytes(key), bytes(value));
  }

  private static Batch batch(long first, byte[]... entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      all.writeBytes(entry);
    }
    return new Batch(EPOCH, first, entries.length, Batch.Kind.DATA, all.toByteArray());
  }

  private static List<String> find(StoredLog log, String key, long from, long upTo) {
    return log.find(bytes(key), from, upTo, Integer.MAX_VALUE, Integer.MAX_VALUE).frames().stream()
        .map(frame -> new String(Frame.at(frame, 0).value(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Against a plain list: keys are few, so chains are long and batches of all sizes. */
  @Property(tries = 300)
  void aKeyHasItsEntriesInLogOrderUpToAnyIndexAndAfterAnyCut(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> keys,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll @IntRange(max = 60) int cut) {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    for (int first = 0; first < keys.size(); first += batchSize) {
      int size = Math.min(batchSize, keys.size() - first);
      byte[][] entries = new byte[size][];
      for (int i = 0; i < size; i++) {
        entries[i] = entry(1, "k" + keys.get(first + i), "v" + (first + i));
      }
      log.add(batch(first + 1, entries), 0);
    }
    int kept = Math.min(cut, keys.size());
    StoredLog shorter = log.upTo(kept);
    for (int key = 0; key <= 4; key++) {
      assertThat(find(log, "k" + key, 1, keys.size())).isEqualTo(expected(keys, key, keys.size()));
      assertThat(find(log, "k" + key, 1, kept)).isEqualTo(expected(keys, key, kept));
      assertThat(find(shorter, "k" + key, 1, kept)).isEqualTo(expected(keys, key, kept));
    }
    assertThat(log.entries()).isEqualTo(keys.size());
    assertThat(shorter.entries()).isEqualTo(kept);
  }

  private static List<String> expected(List<Integer> keys, int key, int upTo) {
    return IntStream.range(0, upTo).filter(i -> keys.get(i) == key).mapToObj(i -> "v" + i).toList();
  }

  @Test
  void whatIsCutCanBeWrittenAnew() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    log.add(batch(1, entry(1, "a", "old 1"), entry(1, "a", "old 2")), 0);
    StoredLog shorter = log.upTo(1);
    shorter.add(batch(2, entry(1, "a", "new 2")), 0);
    assertThat(find(shorter, "a", 1, 2)).containsExactly("old 1", "new 2");
    assertThat(find(log, "a", 1, 2)).containsExactly("old 1", "old 2");
  }

  @Test
  void anAnswerThatIsFullSaysWhereToGoOn() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    log.add(batch(1, entry(1, "a", "1"), entry(1, "b", "2"), entry(1, "a", "3")), 0);
    StoredLog.Found first = log.find(bytes("a"), 1, 3, 1, Integer.MAX_VALUE);
    assertThat(first.frames()).hasSize(1);
    assertThat(first.next()).isEqualTo(3);
    assertThat(find(log, "a", first.next(), 3)).containsExactly("3");
    StoredLog.Found tooLarge = log.find(bytes("a"), 1, 3, 9, 1);
    assertThat(tooLarge.frames()).isEmpty();
    assertThat(tooLarge.next()).isEqualTo(1);
  }

  @Test
  void barriersAreCountedInTheLogAndFoundUnderNoKey() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    byte[] barrier =
        Frame.encode(new EntryId(0), Frame.SKIP | Frame.BARRIER, new byte[0], new byte[0]);
    log.add(new Batch(EPOCH, 1, 1, Batch.Kind.BARRIER, barrier), 0);
    log.add(batch(2, entry(1, "", "under the empty key")), 0);
    assertThat(find(log, "", 1, 2)).containsExactly("under the empty key");
    assertThat(log.entries()).isEqualTo(1);
    assertThat(log.identities(1, 1, 2, 9).list())
        .extracting(StoredLog.Identity::index)
        .containsExactly(2L);
  }

  @Test
  void identitiesHaveTheIdempotencyKeysAndTheNewestSecondBeforeThem() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    IdempotencyKey key = IdempotencyKey.of(bytes("order-1"));
    ByteArrayOutputStream noted = new ByteArrayOutputStream();
    noted.writeBytes(key.note());
    noted.writeBytes(entry(7, "a", "1"));
    log.add(batch(1, noted.toByteArray(), entry(5, "b", "2")), 0);
    log.add(batch(3, entry(6, "c", "3")), 0);
    assertThat(log.identities(1, 1, 1, 9).list().get(0).key()).contains(key);
    assertThat(log.identities(2, 1, 3, 9).list())
        .hasSize(2)
        .allMatch(identity -> identity.key().isEmpty());
    assertThat(log.newestSecond(0)).isZero();
    assertThat(log.newestSecond(2)).isEqualTo(7);
    assertThat(log.newestSecond(3)).isEqualTo(7);
  }

  @Test
  void ofOldEntriesOnlyThoseWithAnIdempotencyKeyAreIdentifiedAndPagesFollowEachOther() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    for (int i = 1; i <= 100; i++) {
      ByteArrayOutputStream noted = new ByteArrayOutputStream();
      if (i % 10 == 0) {
        noted.writeBytes(IdempotencyKey.of(bytes("key " + i)).note());
      }
      noted.writeBytes(entry(i, "k", "v"));
      log.add(batch(i, noted.toByteArray()), 0);
    }
    List<Long> found = new ArrayList<>();
    long from = log.firstSince(35);
    assertThat(from).isBetween(20L, 35L);
    for (long through = from - 1; through < 100; ) {
      StoredLog.Identities page = log.identities(through + 1, 96, 100, 3);
      page.list().forEach(identity -> found.add(identity.index()));
      assertThat(page.list()).hasSizeLessThanOrEqualTo(3);
      through = page.through();
    }
    assertThat(found)
        .filteredOn(index -> index >= 40)
        .containsExactly(40L, 50L, 60L, 70L, 80L, 90L, 96L, 97L, 98L, 99L, 100L);
    assertThat(log.firstSince(101)).isEqualTo(101);
    assertThat(log.firstSince(0)).isEqualTo(1);
  }

  @Test
  void entriesAreReadBackWithTheirEpochsAndKinds() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    Epoch later = new Epoch(2, 1);
    byte[] barrier =
        Frame.encode(new EntryId(0), Frame.SKIP | Frame.BARRIER, new byte[0], new byte[0]);
    log.add(batch(1, entry(1, "a", "1"), entry(1, "b", "2")), 0);
    log.add(batch(3, entry(1, "c", "3")), 0);
    log.add(new Batch(later, 4, 1, Batch.Kind.BARRIER, barrier), 0);
    log.add(new Batch(later, 5, 1, Batch.Kind.DATA, entry(1, "d", "5")), 0);

    List<Batch> read = log.read(2, 5, Integer.MAX_VALUE);
    assertThat(read).extracting(Batch::first).containsExactly(2L, 4L, 5L);
    assertThat(read).extracting(Batch::last).containsExactly(3L, 4L, 5L);
    assertThat(read).extracting(Batch::epoch).containsExactly(EPOCH, later, later);
    assertThat(read)
        .extracting(Batch::kind)
        .containsExactly(Batch.Kind.DATA, Batch.Kind.BARRIER, Batch.Kind.DATA);
    assertThat(read.get(0).bytes()).startsWith(entry(1, "b", "2")).endsWith(entry(1, "c", "3"));
    assertThat(read.get(2).bytes()).isEqualTo(entry(1, "d", "5"));
    assertThat(log.read(1, 5, 1)).extracting(Batch::last).containsExactly(1L);
    assertThat(log.upTo(3).read(1, 3, Integer.MAX_VALUE))
        .extracting(Batch::last)
        .containsExactly(3L);
  }

  @Test
  void aDamagedValueIsNeverReturned() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    byte[] damaged = entry(1, "a", "value");
    damaged[damaged.length - 5] ^= 1;
    log.add(batch(1, damaged), 0);
    assertThatThrownBy(() -> find(log, "a", 1, 1)).isInstanceOf(DamagedEntryException.class);
  }

  /** Its CRC still leads to it, and its bytes are those of no key that was put. */
  @Test
  void anEntryWithADamagedKeyIsNotPassedOver() {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    byte[] damaged = entry(1, "abc", "value");
    damaged[Frame.OVERHEAD - 4] ^= 1;
    log.add(batch(1, damaged), 0);
    assertThatThrownBy(() -> find(log, "abc", 1, 1)).isInstanceOf(DamagedEntryException.class);
  }

  @Test
  void readersSeeWholeEntriesWhileTheWriterAdds() throws Exception {
    StoredLog log = new StoredLog(new MemoryEntries(), true);
    int entries = 20_000;
    List<Throwable> failures = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              for (long seen = 0; seen < entries; ) {
                seen = log.entries();
                if (seen > 0 && find(log, "k" + seen % 7, 1, seen).size() < seen / 7) {
                  throw new AssertionError("misses entries of " + seen);
                }
                seen = Math.max(seen, log.entries() == entries ? entries : 0);
              }
            });
    reader.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    reader.start();
    for (int i = 1; i <= entries; i++) {
      log.add(batch(i, entry(1, "k" + i % 7, "v")), 0);
    }
    reader.join();
    assertThat(failures).isEmpty();
  }
}
