/** A path of this site; anything else leads to the start. An address of another site never does. */
export const safeReturn = (given: string | null, origin: string): string => {
  if (given === null || !given.startsWith("/")) return "/";
  try {
    const url = new URL(given, origin);
    const isOwn = url.origin === origin && !url.pathname.startsWith("/signed-");
    return isOwn ? `${url.pathname}${url.search}${url.hash}` : "/";
  } catch {
    return "/";
  }
};
