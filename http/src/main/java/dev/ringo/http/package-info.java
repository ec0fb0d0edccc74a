/** The HTTP gateway: domains and their entries over plain requests, and the status page. */
package dev.ringo.http;
