package dev.ringo.journal;

/**
 * An object as bytes, and who can read them: Akka's name of the serializer, and what that said of
 * the object.
 */
record Serialized(int serializer, String manifest, byte[] bytes) {}
