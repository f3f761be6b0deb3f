/**
 * One spelling of an address, for comparisons. Only A-Z become lower case. Unicode's lower-casing
 * maps other letters to ASCII ones (U+212A, the Kelvin sign, becomes k), so the owner of one
 * address could sign in as another person.
 */
export const normalizedEmailOf = (email: string): string =>
  email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
