/** In lower case and without the trailing dot, as names are compared here; empty where there is none. */
export const bareDnsName = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();
