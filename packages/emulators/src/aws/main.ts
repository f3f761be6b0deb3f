import { createCredentials } from "./credentials.ts";
import { startDnsServer } from "./dns/server.ts";
import { clientZones, cogrionZones } from "./dns/zones.ts";
import { readEmulatorEnvironment } from "./env.ts";
import { createFaults } from "./faults.ts";
import { startMoto } from "./moto.ts";
import { createAcmRules } from "./rules/acm.ts";
import { createRegionRules } from "./rules/regions.ts";
import { createRoute53Rules } from "./rules/route53.ts";
import { startStrictServer } from "./server.ts";

/**
 * The AWS emulator in one process: moto as its child, the strict layer in front of it, and the name
 * servers of Cogrion's zones and of its clients' zones.
 */
const { ports, dataFolder, python, hasFaults, issueDelaySeconds, searchPath } = readEmulatorEnvironment();
const moto = await startMoto({ port: ports.moto, python, dataFolder, searchPath });
const acm = createAcmRules(moto, { dataFolder, issueDelaySeconds });
const route53 = createRoute53Rules(moto, { dataFolder });
const dns = await startDnsServer(cogrionZones(moto), ports.dns);
const delegatedDns = await startDnsServer(
  clientZones(moto, (name) => route53.ownersOf(name)),
  ports.delegatedDns,
);
const server = await startStrictServer(ports.endpoint, {
  moto,
  acm,
  regions: createRegionRules({ dataFolder }),
  route53,
  credentials: createCredentials(dataFolder),
  faults: createFaults(),
  hasFaults,
});

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  server.close();
  server.closeAllConnections();
  dns.close();
  delegatedDns.close();
  await moto.stop();
  process.exit(0);
};
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
