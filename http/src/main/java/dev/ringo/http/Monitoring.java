package dev.ringo.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import dev.ringo.client.ChunkStatus;
import dev.ringo.client.LeaveStatus;
import dev.ringo.client.NodeStatus;
import dev.ringo.client.NodeStatus.Figures;
import dev.ringo.client.RingoClient;
import dev.ringo.client.ScrubStatus;
import dev.ringo.http.Operation.CopiesOf;
import dev.ringo.http.Operation.CopiesOn;
import dev.ringo.http.Operation.ListDomains;
import dev.ringo.http.Operation.Nodes;
import dev.ringo.replica.StoreHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The state of the ring, its nodes and their copies. */
final class Monitoring {

  private static final String UNITS = "KMGTPE";

  private final RingoClient client;

  Monitoring(RingoClient client) {
    this.client = client;
  }

  /** A list that is read as it is sent: one that breaks off lacks its last line. */
  HttpResponse domains(ListDomains list) {
    return Replies.lines(DomainLines.of(client, list.timeout()));
  }

  CompletionStage<HttpResponse> nodes(Nodes nodes) {
    return client
        .nodes(nodes.timeout())
        .thenApply(
            all ->
                ok(
                    all.stream()
                        .filter(status -> nodes.detail() || status.onRing())
                        .map(status -> nodes.detail() ? detailOf(status) : node(status))
                        .toList()));
  }

  private static Map<String, Object> detailOf(NodeStatus status) {
    Map<String, Object> node = node(status);
    node.put("on_ring", status.onRing());
    node.put("shards", status.shards());
    status
        .figures()
        .ifPresent(
            figures -> {
              node.put("owners", figures.owners());
              node.put("copies", figures.copies());
              putDisk(node, figures.disk());
            });
    return node;
  }

  /** Only of a node on disk. */
  private static void putDisk(Map<String, Object> node, StoreHealth.Report disk) {
    if (disk.totalBytes() == 0) {
      return;
    }
    node.put("disk_free", disk.freeBytes());
    node.put("disk_size", disk.totalBytes());
    node.put("damaged", disk.damaged());
    node.put("mended", disk.mended());
    node.put("differing", disk.differing());
    node.put("quarantined", disk.quarantined());
    node.put("trouble", disk.trouble().orElse(""));
  }

  private static Map<String, Object> node(NodeStatus status) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("node", status.node().toString());
    node.put("ok", status.reachable() && status.figures().isPresent());
    node.put("disk", status.figures().map(Monitoring::disk).orElse(List.of()));
    node.put("neighbors", List.of(status.previous().toString(), status.next().toString()));
    return node;
  }

  /**
   * Used share, share of inodes (always 0), used size, bytes of memory. In memory, what is used is
   * of {@code ringo.memory.max-bytes}.
   */
  private static List<Object> disk(Figures figures) {
    long size = figures.disk().totalBytes();
    if (size > 0) {
      long used = size - figures.disk().freeBytes();
      return List.of(share(used, size), "0%", size(used), figures.heapBytes());
    }
    return List.of(
        share(figures.storedBytes(), figures.maxBytes()),
        "0%",
        size(figures.storedBytes()),
        figures.heapBytes());
  }

  private static String share(long used, long limit) {
    return (limit <= 0 ? 0 : Math.round(100.0 * used / limit)) + "%";
  }

  /** A size as {@code df -h} writes it: rounded up, with a decimal below 10. */
  static String size(long bytes) {
    double value = bytes;
    int unit = -1;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    if (unit < 0) {
      return Long.toString(bytes);
    }
    double tenths = Math.ceil(value * 10) / 10;
    String number =
        tenths < 10
            ? String.format(Locale.ROOT, "%.1f", tenths)
            : Long.toString((long) Math.ceil(value));
    return number + UNITS.charAt(unit);
  }

  CompletionStage<HttpResponse> copiesOf(CopiesOf copies) {
    return client
        .copiesOf(copies.domain(), copies.timeout())
        .thenApply(
            rows -> rows.isEmpty() ? Replies.UNKNOWN_DOMAIN : ok(rows(rows, copies.detail())));
  }

  /** A member without copies has an empty list; what is no member is unknown. */
  CompletionStage<HttpResponse> copiesOn(CopiesOn copies) {
    return client
        .copiesOn(copies.node().id(), copies.timeout())
        .thenCompose(
            rows ->
                rows.isEmpty()
                    ? noCopies(copies)
                    : CompletableFuture.completedFuture(ok(rows(rows, copies.detail()))));
  }

  private CompletionStage<HttpResponse> noCopies(CopiesOn copies) {
    return client
        .nodes(copies.timeout())
        .thenApply(
            all ->
                all.stream().anyMatch(status -> status.node().id().equals(copies.node().id()))
                    ? ok(List.of())
                    : Replies.UNKNOWN_DOMAIN);
  }

  private static List<Object> rows(List<ChunkStatus> copies, boolean detail) {
    return copies.stream().<Object>map(copy -> detail ? detailOf(copy) : row(copy)).toList();
  }

  private static Map<String, Object> detailOf(ChunkStatus copy) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("id", copy.chunk().toString());
    detail.put("domain", copy.domain().toString());
    detail.put("chunk", copy.number());
    detail.put("node", copy.node().toString());
    detail.put("open", copy.open());
    detail.put("copies", copy.copies());
    detail.put("copies_wanted", copy.copiesWanted());
    detail.put("counts", copy.counts());
    detail.put("wanted", copy.wanted());
    detail.put("owner", copy.owner());
    detail.put("owner_wanted", copy.ownerWanted());
    detail.put("epoch", copy.epoch());
    detail.put("num_entries", copy.entries());
    detail.put("size", copy.bytes());
    detail.put("last", copy.last());
    detail.put("behind", copy.behind());
    return detail;
  }

  HttpResponse leave() {
    client.leave();
    return Replies.json(StatusCodes.ACCEPTED, status(client.leaveStatus(), true));
  }

  HttpResponse leaving() {
    LeaveStatus status = client.leaveStatus();
    return ok(status(status, status.leaving()));
  }

  private static Map<String, Object> status(LeaveStatus status, boolean leaving) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("leaving", leaving);
    body.put("copies", status.copies());
    body.put("waiting_for", leaving ? status.waitingFor() : List.of());
    return body;
  }

  CompletionStage<HttpResponse> scrub(Operation.Scrub scrub) {
    client.scrub();
    return client
        .scrubStatus(scrub.timeout())
        .thenApply(nodes -> Replies.json(StatusCodes.ACCEPTED, scrubs(nodes)));
  }

  CompletionStage<HttpResponse> scrubbing(Operation.Scrubbing scrubbing) {
    return client.scrubStatus(scrubbing.timeout()).thenApply(nodes -> ok(scrubs(nodes)));
  }

  private static List<Object> scrubs(List<ScrubStatus> nodes) {
    return nodes.stream().<Object>map(Monitoring::scrub).toList();
  }

  private static Map<String, Object> scrub(ScrubStatus status) {
    Map<String, Object> scrub = new LinkedHashMap<>();
    scrub.put("node", status.node().toString());
    scrub.put("copies", status.copies());
    scrub.put("left", status.left());
    scrub.put("bytes", status.bytes());
    scrub.put("damaged", status.damaged());
    scrub.put("mended", status.mended());
    scrub.put("differing", status.differing());
    return scrub;
  }

  private static List<Object> row(ChunkStatus copy) {
    return List.of(
        copy.chunk().toString(),
        copy.domain().toString(),
        copy.node().toString(),
        copy.number(),
        copy.open(),
        copy.copies());
  }

  private static HttpResponse ok(Object body) {
    return Replies.json(StatusCodes.OK, body);
  }
}
