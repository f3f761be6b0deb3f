/**
 * The address of a request whose parts a host hands over one by one. No part ends before its text does: a `?` or `#` in the path, which some hosts hand
 * over decoded, is percent-encoded as the path setter of the URL Standard does, and no path reaches into the host.
 *
 * @throws TypeError where the host is not one that a URL can carry as it is written
 */
export const urlOf = ({
  host,
  path,
  query,
  isPlainHttp = false,
}: {
  host: string;
  path: string;
  query: string;
  /** Whether the host says that the client came over plain http. */
  isPlainHttp?: boolean;
}): string => {
  const url = new URL(`${isPlainHttp ? "http" : "https"}://${host}/`);
  if (url.host !== host.toLowerCase()) throw new TypeError("not a host");
  url.pathname = path;
  // The setter takes one leading `?` away, so it is given one of ours.
  if (query !== "") url.search = `?${query}`;
  return url.href;
};

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));

/** Whether the media type is text that an event's JSON carries unharmed. */
export const isTextual = (contentType: string | null): boolean =>
  contentType !== null && /^(?:text\/|application\/(?:[\w.-]+\+)?json\b|application\/javascript\b)/.test(contentType);
