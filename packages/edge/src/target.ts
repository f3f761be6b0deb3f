/**
 * The address of a request whose parts the host provides separately. No part can end early: a `?`
 * or `#` in the path, which some hosts provide decoded, is percent-encoded as the path setter of
 * the URL Standard does, and no path can change the host.
 * @throws TypeError if a URL cannot contain the host exactly as written
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
  /** Whether the host reports that the client used plain http. */
  isPlainHttp?: boolean;
}): string => {
  const url = new URL(`${isPlainHttp ? "http" : "https"}://${host}/`);
  if (url.host !== host.toLowerCase()) throw new TypeError("not a host");
  url.pathname = path;
  // The setter removes one leading `?`, so this adds one.
  if (query !== "") url.search = `?${query}`;
  return url.href;
};

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));

/** Whether the media type is text that an event's JSON can contain unchanged. */
export const isTextual = (contentType: string | null): boolean =>
  contentType !== null && /^(?:text\/|application\/(?:[\w.-]+\+)?json\b|application\/javascript\b)/.test(contentType);
