/** A file of the dashboard as browsers are to get it. */
export type StaticFile = {
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  contentType: string;
  cacheControl: string;
};

/** Where the dashboard's files are served from on AWS. Paths are relative, with `/` between their parts. */
export type StaticFiles = {
  /**
   * What is stored under the path, undefined for nothing. A part is undefined where the writer of
   * the file left it out.
   */
  read(path: string): Promise<{ [Part in keyof StaticFile]: StaticFile[Part] | undefined } | undefined>;
  /** Puts it there whole, or not at all where the bytes that arrive have another checksum. Repeatable. */
  write(path: string, file: StaticFile, bytes: Uint8Array): Promise<void>;
};
