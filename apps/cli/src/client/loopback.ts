/** Whether the host is this machine: `localhost`, `*.localhost` (RFC 6761), 127.0.0.0/8 or ::1. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname);
