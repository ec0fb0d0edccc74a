package dev.ringo.testkit.history;

/** How values stand in reports. */
final class Words {

  private static final int MOST_LETTERS = 40;

  private Words() {}

  /** A text in quotes, cut if it is long, without control characters. */
  static String quoted(String text) {
    String shown = text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS) : text;
    String printable = shown.replaceAll("[^\\x20-\\x7e]", "?");
    return shown.length() == text.length()
        ? "\"" + printable + "\""
        : "\"" + printable + "...\" (" + text.length() + " characters)";
  }
}
