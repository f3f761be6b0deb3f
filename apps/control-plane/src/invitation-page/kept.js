/**
 * What the page needs after the return from signing in. It is stored for this tab only, and deleted
 * with it.
 * @typedef {{ token: string, signIn?: { state: string, nonce: string, verifier: string } }} Kept
 */

const key = "cogrion.invitation";

/** @returns {Kept | undefined} */
export const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

/** @param {Kept} what */
export const keep = (what) => sessionStorage.setItem(key, JSON.stringify(what));

export const forget = () => sessionStorage.removeItem(key);
