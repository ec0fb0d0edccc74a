package dev.ringo.node.settings;

import com.typesafe.config.Config;
import java.util.Comparator;
import java.util.Optional;

/** Finds the setting that somebody may have meant. */
final class SimilarKeys {

  private SimilarKeys() {}

  static Optional<String> closest(String key, Config settings) {
    int tolerated = 1 + key.length() / 6;
    return settings.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(known -> known.startsWith("ringo.") || known.startsWith("akka."))
        .filter(known -> known.endsWith("." + key) || distance(key, known) <= tolerated)
        .min(Comparator.comparingInt((String known) -> distance(key, known)).thenComparing(k -> k));
  }

  /**
   * The number of letters to insert, delete or replace to make one text the other (Levenshtein).
   */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
