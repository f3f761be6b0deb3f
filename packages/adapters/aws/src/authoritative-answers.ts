import { Resolver } from "node:dns/promises";
import type { CaaRecord } from "node:dns";
import type { AuthoritativeAnswers, DnsKey } from "@cogrion/domain";
import { plainDnsValue } from "@cogrion/domain";
import { createAuthoritativeDns } from "./authoritative-dns.ts";
import { targetsOf } from "./dns-query.ts";

const caaTextOf = ({ critical, ...properties }: CaaRecord): string[] =>
  Object.entries(properties).flatMap(([tag, value]) =>
    ["issue", "issuewild", "iodef"].includes(tag) ? [`${critical} ${tag} "${value}"`] : [],
  );

/**
 * c-ares retries over TCP if a response is truncated. It reads only answers; a delegation is a
 * referral, so our own query reads it.
 */
const ask = async (resolver: Resolver, server: string, { name, type }: DnsKey): Promise<string[]> => {
  switch (type) {
    case "A":
      return resolver.resolve4(name);
    case "AAAA":
      return resolver.resolve6(name);
    case "CAA":
      return (await resolver.resolveCaa(name)).flatMap(caaTextOf);
    case "CNAME":
      return resolver.resolveCname(name);
    case "MX":
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case "NS":
      return createAuthoritativeDns({ parentZone: name, servers: [server] }).nameServersOf(name);
    case "SRV":
      return (await resolver.resolveSrv(name)).map((each) =>
        [each.priority, each.weight, each.port, each.name].join(" "),
      );
    default:
      return (await resolver.resolveTxt(name)).map((strings) => strings.join(""));
  }
};

const isNothing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["ENODATA", "ENOTFOUND"].includes(String(error.code));

/**
 * Queries a zone's own servers, without any cache. `servers` as `address:port`; undefined means the
 * addresses of their names.
 */
export const createAuthoritativeAnswers = (servers: readonly string[] | undefined): AuthoritativeAnswers => ({
  async serversOf(nameServers) {
    return servers === undefined ? targetsOf(nameServers) : [...servers];
  },
  async valuesOf(server, key) {
    const resolver = new Resolver({ timeout: 3000, tries: 2 });
    resolver.setServers([server]);
    try {
      const values = await ask(resolver, server, key);
      return key.type === "TXT" ? values : values.map((value) => plainDnsValue(key.type as "A", value));
    } catch (error) {
      if (isNothing(error)) return [];
      throw error;
    }
  },
});
