/**
 * Relations to a load balancer, which the chart's schema enforces. Its idle timeout is at least
 * three heartbeats, so that a quiet stream survives a lost one. It is shorter than our keep-alive,
 * so that the balancer closes idle connections; if the server closed one, the balancer could be
 * about to reuse it.
 */
export const eventStreamHeartbeatSeconds = 15;
export const serverKeepAliveSeconds = 75;
