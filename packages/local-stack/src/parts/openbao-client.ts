import { z } from "zod";

type Call = { token?: string; body?: unknown; method?: string };

const request = (url: string, path: string, options: Call): Promise<Response> =>
  fetch(`${url}/v1/${path}`, {
    method: options.method ?? (options.body === undefined ? "GET" : "POST"),
    headers: {
      ...(options.token === undefined ? {} : { "x-vault-token": options.token }),
      "content-type": "application/json",
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(10_000),
  });

/** @throws Error with OpenBao's own words for any response that is not 2xx */
export const callOpenBao = async (url: string, path: string, options: Call = {}): Promise<unknown> => {
  const response = await request(url, path, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`OpenBao returned ${response.status} for ${path}: ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
};

const health = z.object({ initialized: z.boolean(), sealed: z.boolean() });
const initialised = z.object({ keys_base64: z.array(z.string()).min(1), root_token: z.string() });
const listed = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export const openBao = {
  async health(url: string): Promise<z.infer<typeof health>> {
    // In any state but `active` it returns an error status, unless the query says which status to
    // return.
    return health.parse(await callOpenBao(url, "sys/health?uninitcode=200&sealedcode=200&standbyok=true"));
  },
  /** One key share, because a laptop has one user. */
  async initialise(url: string): Promise<z.infer<typeof initialised>> {
    const body = { secret_shares: 1, secret_threshold: 1 };
    return initialised.parse(await callOpenBao(url, "sys/init", { method: "PUT", body }));
  },
  async issuers(url: string, mount: string, token: string): Promise<string[]> {
    const response = await request(url, `${mount}/issuers`, { method: "LIST", token });
    // An empty list is a 404 (API documentation, "LIST").
    if (response.status === 404) return [];
    if (!response.ok) throw new Error(`OpenBao returned ${response.status} for the list of issuers.`);
    return listed.parse(await response.json()).data.keys;
  },
};
