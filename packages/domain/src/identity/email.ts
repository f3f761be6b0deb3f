/**
 * One spelling of an address for comparison. Only A-Z are lowered: Unicode's lower-casing maps other letters onto ASCII ones (U+212A, the Kelvin sign,
 * becomes k), which would let the owner of one address sign in as another's.
 */
export const normalizedEmailOf = (email: string): string =>
  email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
