/** A file of the dashboard as it is served to browsers. */
export type StaticFile = {
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string;
  contentType: string;
  cacheControl: string;
};

/** The store from which AWS serves the dashboard's files. Paths are relative and use `/`. */
export type StaticFiles = {
  /**
   * What is stored under the path, or undefined. A field is undefined if the writer of the file did
   * not set it.
   */
  read(path: string): Promise<{ [Part in keyof StaticFile]: StaticFile[Part] | undefined } | undefined>;
  /**
   * Stores the file completely, or not at all if the received bytes have another checksum.
   * Repeatable.
   */
  write(path: string, file: StaticFile, bytes: Uint8Array): Promise<void>;
};
