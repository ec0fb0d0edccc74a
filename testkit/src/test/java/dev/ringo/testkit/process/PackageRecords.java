package dev.ringo.testkit.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The records of the machine's package database: real keys and values of some hundred bytes to some
 * thousand.
 */
final class PackageRecords {

  private static final Path STATUS = Path.of("/var/lib/dpkg/status");
  private static final Pattern BETWEEN = Pattern.compile("\n\n");
  private static final String NAME = "Package: ";

  private PackageRecords() {}

  static boolean exist() {
    return Files.exists(STATUS);
  }

  /** Package name to stanza. Bytes are kept as they are: the strings are Latin-1. */
  static Map<String, String> read() throws IOException {
    Map<String, String> records = new LinkedHashMap<>();
    String all = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
    for (String stanza : BETWEEN.splitAsStream(all).toList()) {
      stanza
          .lines()
          .filter(line -> line.startsWith(NAME))
          .findFirst()
          .ifPresent(line -> records.put(line.substring(NAME.length()), stanza));
    }
    return records;
  }
}
