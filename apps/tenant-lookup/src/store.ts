/** Where an environment's routes lie. Answers the stored text as it is; validating it is the handler's part. */
export type RouteStore = { read(tenant: string): Promise<string | undefined> };
