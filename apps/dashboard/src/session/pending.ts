/** What this tab has to know again when it is back from the sign-in. No token is among it. */
export type Pending = {
  region: string;
  verifier: string;
  nonce: string;
  /** Path, query and fragment of this site. */
  returnTo: string;
  isSilent: boolean;
  /** A window of its own, opened by a page whose session ended: it hands the session over and closes. */
  closes: boolean;
};

const keyOf = (state: string): string => `cogrion.sign-in.${state}`;

export const keepPending = (state: string, pending: Pending): void =>
  sessionStorage.setItem(keyOf(state), JSON.stringify(pending));

/** Once: a code is good once too. */
export const takePending = (state: string): Pending | undefined => {
  const text = sessionStorage.getItem(keyOf(state));
  sessionStorage.removeItem(keyOf(state));
  return text === null ? undefined : (JSON.parse(text) as Pending);
};

const knownKey = "cogrion.regions";

/** Ids of the regions in which this browser has probably a session; the newest first. */
export const knownRegions = (): string[] => {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(knownKey) ?? "[]");
    return Array.isArray(read) ? read.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
};

const writeKnown = (regions: string[]): void => {
  if (regions.length === 0) localStorage.removeItem(knownKey);
  else localStorage.setItem(knownKey, JSON.stringify(regions));
};

export const rememberRegion = (region: string): void =>
  writeKnown([region, ...knownRegions().filter((each) => each !== region)]);

export const forgetRegion = (region: string): void => writeKnown(knownRegions().filter((each) => each !== region));
