/** @throws TypeError where the host is not one that a URL can carry as it is written */
export const originOfHost = (host: string): string => {
  const { host: parsed } = new URL(`https://${host}/`);
  if (parsed !== host.toLowerCase()) throw new TypeError("not a host");
  return `https://${parsed}`;
};

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));

/** Whether the media type is text that an event's JSON carries unharmed. */
export const isTextual = (contentType: string | null): boolean =>
  contentType !== null && /^(?:text\/|application\/(?:[\w.-]+\+)?json\b|application\/javascript\b)/.test(contentType);
