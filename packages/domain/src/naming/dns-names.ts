/**
 * The name in lower case and without the trailing dot, as names are compared here; empty if
 * undefined.
 */
export const bareDnsName = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();
