/** What a host knows about a request in addition to the request itself. */
export type EdgeRequest = {
  request: Request;
  /** The address that the host saw, never one from a header; undefined if the host knows none. */
  clientAddress: string | undefined;
};

/** One pure handler for every host. It turns each failure into a response and does not throw. */
export type EdgeHandler = (edge: EdgeRequest) => Promise<Response>;
