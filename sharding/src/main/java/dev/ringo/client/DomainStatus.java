package dev.ringo.client;

import dev.ringo.catalog.CatalogEntry;
import dev.ringo.ring.DomainName;

/**
 * A domain, with the parameters of its creation.
 *
 * @param replicas copies besides the first
 * @param chunks how many it has at least
 */
public record DomainStatus(
    DomainName domain, int replicas, boolean keycache, boolean noindex, long chunks) {

  static DomainStatus of(CatalogEntry entry) {
    return new DomainStatus(
        entry.domain(), entry.replicas(), entry.keycache(), entry.noindex(), entry.chunks());
  }
}
