/**
 * The ports above 1023 that browsers and `fetch` refuse to speak HTTP to, whatever listens: "bad
 * port" of the Fetch standard, section 2.9. Something served there would start, and nobody could
 * reach it.
 */
const refusedPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

export const isRefusedByBrowsers = (port: number): boolean => refusedPorts.has(port);
