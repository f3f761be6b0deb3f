/** What a host tells about a request beside the request itself. */
export type EdgeRequest = {
  request: Request;
  /** The address the host saw, never one that a header claimed; undefined where the host knows none. */
  clientAddress: string | undefined;
};

/** One pure handler for every host; it answers each failure itself and does not throw. */
export type EdgeHandler = (edge: EdgeRequest) => Promise<Response>;
