/**
 * The ports above 1023 to which browsers and `fetch` never send HTTP: "bad port" of the Fetch
 * standard, section 2.9. A server there would start, but nobody could reach it.
 */
const refusedPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

export const isRefusedByBrowsers = (port: number): boolean => refusedPorts.has(port);
