package dev.ringo.node.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonGenerator.Feature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringo.entry.Frame;
import dev.ringo.node.CommandFailure;
import dev.ringo.replica.EntryReader;
import dev.ringo.replica.EntryReader.Entry;
import dev.ringo.replica.NodeDirectory;
import dev.ringo.ring.DomainName;
import dev.ringo.value.StoredValue;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cat",
    description = {
      "Prints the entries of a domain from a node's files, in the order of its log.",
      "",
      "A JSON object a line: 'entry' (the id), 'time' (seconds since 1970, of the writer), 'key' and"
          + " 'value', or 'key64' and 'value64' in base64 if they are not UTF-8 or long. The node may be running;"
          + " the last entries may not be acknowledged yet. What is damaged is told on standard error, and"
          + " ends the command with 1.",
      ""
    })
public final class CatCommand implements Runnable {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(index = "0", paramLabel = "NODE_DIR", description = "The directory of a node.")
  private Path directory;

  @Parameters(index = "1", paramLabel = "DOMAIN", description = "A domain that it has a copy of.")
  private String domain;

  @Option(names = "--raw", description = "The entries as they are, in Ringo's format.")
  private boolean raw;

  private int damaged;

  /** Who reads the output has enough. */
  private static final class OutputEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void run() {
    try {
      NodeDirectory.read(directory);
      print();
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    } catch (OutputEnded e) {
      return;
    }
    if (damaged > 0) {
      throw CommandFailure.failed("found damage in " + damaged + " places");
    }
  }

  private void print() throws IOException {
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    try (EntryReader reader =
        EntryReader.ofDomain(directory, DomainName.of(domain), this::report)) {
      while (reader.next()) {
        write(reader.entry(), out);
      }
    }
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputEnded();
    }
  }

  private void report(String what) {
    damaged++;
    System.err.println("ringo cat: " + what);
  }

  private void write(Entry entry, OutputStream out) {
    try {
      if (raw) {
        out.write(entry.frame().copy());
      } else if (entry.external().isPresent()) {
        writeLine(entry, entry.external().get(), out);
      } else {
        ObjectNode line = line(entry.frame());
        put(line, "value", entry.value());
        out.write(JSON.writeValueAsBytes(line));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new OutputEnded();
    }
  }

  private static ObjectNode line(Frame entry) {
    ObjectNode line = JSON.createObjectNode();
    line.put("entry", entry.id().toString());
    line.put("time", entry.id().seconds());
    put(line, "key", entry.key());
    return line;
  }

  /** A long value is never in memory as a whole. */
  private void writeLine(Entry entry, StoredValue value, OutputStream out) throws IOException {
    Optional<String> wrong = value.damage();
    if (wrong.isPresent()) {
      report(wrong.get());
      return;
    }
    JsonGenerator json = JSON.createGenerator(out).disable(Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    for (Map.Entry<String, JsonNode> field : line(entry.frame()).properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
    json.writeFieldName("value64");
    try (InputStream bytes = value.open()) {
      json.writeBinary(bytes, (int) value.length());
    }
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }

  private static void put(ObjectNode line, String field, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      line.put(field, text);
    } catch (CharacterCodingException e) {
      line.put(field + "64", bytes);
    }
  }
}
