package dev.ringo.testkit.history;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;

/**
 * What the gets of one key showed. As a key only ever grows, nearly all answers are the beginning
 * of one list, which is kept once.
 */
final class SharedAnswers {

  private static final int FIRST_SIZE = 8;

  private String[] longest = new String[FIRST_SIZE];
  private int size;

  /** The same answer, in little memory. */
  synchronized List<String> share(List<String> answer, UnaryOperator<String> intern) {
    int alike = Math.min(size, answer.size());
    for (int i = 0; i < alike; i++) {
      if (!longest[i].equals(answer.get(i))) {
        return answer.stream().map(intern).toList();
      }
    }
    if (answer.size() > longest.length) {
      longest = Arrays.copyOf(longest, Math.max(answer.size(), 2 * longest.length));
    }
    for (; size < answer.size(); size++) {
      longest[size] = intern.apply(answer.get(size));
    }
    return new Beginning(longest, answer.size());
  }

  /** The first values of an array, of which those never change. */
  private static final class Beginning extends AbstractList<String> implements RandomAccess {

    private final String[] values;
    private final int size;

    Beginning(String[] values, int size) {
      this.values = values;
      this.size = size;
    }

    @Override
    public String get(int i) {
      if (i >= size) {
        throw new IndexOutOfBoundsException(i);
      }
      return values[i];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
