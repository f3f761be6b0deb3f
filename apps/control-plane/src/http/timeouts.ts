/**
 * Relations with a load balancer, which the chart's schema holds: its idle timeout is at least three
 * heartbeats, so that a quiet stream survives a lost one; and it is shorter than our keep-alive, so that
 * the balancer, and never the server, closes a connection that it may be about to reuse.
 */
export const eventStreamHeartbeatSeconds = 15;
export const serverKeepAliveSeconds = 75;
