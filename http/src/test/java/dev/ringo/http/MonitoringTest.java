package dev.ringo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.client.ChunkStatus;
import dev.ringo.client.NodeStatus;
import dev.ringo.client.NodeStatus.Figures;
import dev.ringo.replica.StoreHealth;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The replies of the Erlang gateway's monitoring paths, byte for byte. */
final class MonitoringTest {

  private static final String A = "ringo-0000000000000000000000000000000a@one";
  private static final String B = "ringo-0000000000000000000000000000000b@two";
  private static final long MIB = 1024 * 1024;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void reset() {
    gateway.ringo.reset();
    gateway.ringo.nodes =
        List.of(
            node(
                A,
                true,
                B,
                Optional.of(
                    new Figures(24 * MIB, 100 * MIB, 5, 2, 15_744_200, StoreHealth.Report.NONE))),
            node(B, false, A, Optional.empty()));
  }

  private static NodeStatus node(
      String name, boolean reachable, String neighbour, Optional<Figures> figures) {
    NodeName other = NodeName.parse(neighbour);
    return new NodeStatus(NodeName.parse(name), true, 512, reachable, other, other, figures);
  }

  private static ChunkStatus copy(String domain, String node, boolean open) {
    DomainName name = DomainName.of(domain);
    return new ChunkStatus(
        ChunkId.of(0, name),
        name,
        NodeName.parse(node),
        0,
        open,
        3,
        3,
        true,
        true,
        false,
        false,
        17,
        1_000,
        2,
        19,
        0);
  }

  private static void isJson(Reply reply, int status, String body) {
    assertThat(reply.text()).isEqualTo(body.replace('\'', '"'));
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).contains("text/plain");
  }

  @Test
  void theRingIsAListOfNodes() {
    isJson(
        gateway.get("/mon/ring/nodes"),
        200,
        "[{'node':'A','ok':true,'disk':['24%','0%','24M',15744200],'neighbors':['B','B']},"
                .replace("A", A)
                .replace("B", B)
            + "{'node':'B','ok':false,'disk':[],'neighbors':['A','A']}]"
                .replace("A", A)
                .replace("B", B));
  }

  @Test
  void inDetailTheNodesSayWhatTheyHaveToDo() {
    gateway.ringo.nodes =
        List.of(
            node(
                A,
                true,
                A,
                Optional.of(new Figures(0, 100 * MIB, 5, 2, 1_000, StoreHealth.Report.NONE))),
            new NodeStatus(
                NodeName.parse(B),
                false,
                0,
                true,
                NodeName.parse(B),
                NodeName.parse(B),
                Optional.empty()));
    assertThat(gateway.get("/mon/ring/nodes").text()).doesNotContain("two", "shards");
    assertThat(gateway.get("/mon/ring/nodes?detail").text())
        .contains("\"on_ring\":true,\"shards\":512,\"owners\":2,\"copies\":5}")
        .contains("\"on_ring\":false,\"shards\":0}");
  }

  @Test
  void aRingWithoutNodesIsEmpty() {
    gateway.ringo.nodes = List.of();
    isJson(gateway.get("/mon/ring/nodes"), 200, "[]");
  }

  @Test
  void aDomainHasARowForEachCopy() {
    gateway.ringo.copies = List.of(copy("D", A, true), copy("D", B, false), copy("E", B, true));
    String chunk = ChunkId.of(0, DomainName.of("D")).toString();
    isJson(
        gateway.get("/mon/domains/domain?name=D"),
        200,
        "[['%s','D','%s',0,true,3],['%s','D','%s',0,false,3]]".formatted(chunk, A, chunk, B));
  }

  @Test
  void aNameIsDecodedOnce() {
    gateway.ringo.copies = List.of(copy("a/b c\"\u00e9", A, true));
    assertThat(gateway.get("/mon/domains/domain?name=a%2Fb%20c%22%C3%A9").text())
        .contains("\"a/b c\\\"\u00e9\"");
  }

  @Test
  void aNodeHasARowForEachOfItsCopies() {
    gateway.ringo.copies = List.of(copy("D", A, true), copy("D", B, true), copy("E", B, true));
    String d = ChunkId.of(0, DomainName.of("D")).toString();
    String e = ChunkId.of(0, DomainName.of("E")).toString();
    isJson(
        gateway.get("/mon/domains/node?name=" + B),
        200,
        "[['%s','D','%s',0,true,3],['%s','E','%s',0,true,3]]".formatted(d, B, e, B));
  }

  @Test
  void theDomainsAreLinesAndTheLastOneSaysThatTheListIsWhole() {
    gateway.ringo.listed = List.of(DomainName.of("b/c"), DomainName.of("D"));
    isJson(
        gateway.get("/mon/data"),
        200,
        "{'domain':'D','path':'D','id':'%s',".formatted(ChunkId.of(0, DomainName.of("D")))
            + "'nrepl':2,'keycache':false,'noindex':true,'chunks':1}\n"
            + "{'domain':'b/c','path':'b%2Fc','id':'"
            + ChunkId.of(0, DomainName.of("b/c"))
            + "','nrepl':2,'keycache':false,'noindex':true,'chunks':1}\n"
            + "{'end':true,'domains':2}\n");
  }

  @Test
  void aLongListHasEveryDomainOnce() {
    gateway.ringo.listed =
        IntStream.range(0, 1_234).mapToObj(i -> DomainName.of("domain" + i)).toList();
    String list = gateway.get("/mon/data").text();
    assertThat(list.lines().distinct()).hasSize(1_235);
    assertThat(list).endsWith("{\"end\":true,\"domains\":1234}\n");
  }

  @Test
  void detailTellsHowFullACopyIsAndWhetherItCounts() {
    gateway.ringo.copies = List.of(copy("D", A, true));
    isJson(
        gateway.get("/mon/domains/node?name=" + A + "&detail"),
        200,
        "[{'id':'%s','domain':'D','chunk':0,'node':'%s','open':true,'copies':3,'copies_wanted':3,'counts':true,"
                .formatted(ChunkId.of(0, DomainName.of("D")), A)
            + "'wanted':true,'owner':false,'owner_wanted':false,'epoch':2,'num_entries':17,'size':1000,'last':19,"
            + "'behind':0}]");
  }

  @Test
  void aNodeLeavesOnlyIfTheHeaderSaysSo() {
    assertThat(gateway.get("/mon/ring/leave").text()).contains("\"leaving\":false");
    Reply refused = gateway.post("/mon/ring/leave", "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("Ringo-Command: leave");
    assertThat(gateway.get("/mon/ring/leave").text()).contains("\"leaving\":false");

    Reply told = gateway.post("/mon/ring/leave", "", "Ringo-Command: leave");
    assertThat(told.status()).isEqualTo(202);
    assertThat(told.text()).contains("\"leaving\":true", "\"copies\":2", "chunk 0 of a domain");
    assertThat(gateway.get("/mon/ring/leave").text()).contains("\"leaving\":true");
  }

  @Test
  void aScrubBeginsOnlyIfTheHeaderSaysSo() {
    String path = "/mon/ring/scrub";
    assertThat(gateway.post(path, "", "Ringo-Command: leave").status()).isEqualTo(400);
    assertThat(gateway.get(path).text()).contains("\"left\":0");
    Reply told = gateway.post(path, "", "Ringo-Command: scrub");
    isJson(
        told,
        202,
        "[{'node':'%s','copies':3,'left':1,'bytes':4096,'damaged':1,'mended':2,'differing':0}]"
            .formatted(FakeRingo.NODE));
    assertThat(gateway.get(path).text()).isEqualTo(told.text());
  }

  @Test
  void aNodeOnDiskSaysHowItsDiskIs() {
    StoreHealth.Report disk = new StoreHealth.Report(Optional.of("disk full"), 10, 20, 3, 2, 1, 4);
    gateway.ringo.nodes =
        List.of(node(A, true, A, Optional.of(new Figures(0, 100 * MIB, 5, 2, 1_000, disk))));
    assertThat(gateway.get("/mon/ring/nodes?detail").text())
        .contains("\"disk\":[\"50%\",\"0%\",\"10\",1000]")
        .contains("\"disk_free\":10,\"disk_size\":20,\"damaged\":2,\"mended\":3")
        .contains("\"differing\":1,\"quarantined\":4,\"trouble\":\"disk full\"");
  }

  @Test
  void whatIsNotThereIsUnknown() {
    isJson(gateway.get("/mon/domains/domain?name=none"), 404, "'Unknown domain'");
    isJson(
        gateway.get("/mon/domains/node?name=" + A.replace("0a@", "0c@")), 404, "'Unknown domain'");
  }

  @Test
  void aNodeWithoutCopiesHasNoRows() {
    isJson(gateway.get("/mon/domains/node?name=" + A), 200, "[]");
  }

  @ParameterizedTest
  @CsvSource({
    "/mon/domains/node, bad-parameter, 400",
    "/mon/domains/node?name=, bad-parameter, 400",
    "/mon/domains/node?name=ringo-1@x, bad-parameter, 400",
    "/mon/domains/domain, bad-parameter, 400",
    "/mon/domains/domain?name=, bad-parameter, 400",
    "/mon/domains/domain?id=0xAB, not-yet, 501"
  })
  void aWrongNameIsRefused(String target, String code, int status) {
    Reply reply = gateway.get(target);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).startsWith("{\"code\":\"" + code + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1023, 1023",
    "1024, 1.0K",
    "1025, 1.1K",
    "10188, 10K",
    "10189, 10K",
    "10240, 10K",
    "10241, 11K",
    "1048576, 1.0M",
    "25769803776, 24G"
  })
  void sizesAreWrittenLikeDfDoes(long bytes, String written) {
    assertThat(Monitoring.size(bytes)).isEqualTo(written);
  }
}
