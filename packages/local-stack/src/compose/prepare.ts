import type { RegionId } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain";
import { cogrionAccountId, ensureParentZone } from "@cogrion/emulators/aws/index";
import { ensureLookup } from "../edge/lookup.ts";
import { openOpenBao } from "../parts/openbao.ts";
import { configureRealm } from "../region/realm.ts";
import { apiUrlOf, regionalPortsOf, sharedPortsOf } from "../stack/ports.ts";
import { stackUser } from "../stack/region-options.ts";
import { readComposeEnvironment } from "./env.ts";

const read = readComposeEnvironment();
const region = read.REGION as RegionId;
const ports = { ...regionalPortsOf(0, 0), ...sharedPortsOf(0) };
const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

/** What `up` does between the starts of a region's parts, for a stack whose parts Compose starts. Repeatable. */
const prepare = async (): Promise<void> => {
  const endpointUrl = urlOf(ports.aws);
  const zoneName = regionDomainOf({ environment: "local", region });
  await ensureParentZone({ endpointUrl, accountId: cogrionAccountId, zoneName });
  await ensureLookup(endpointUrl);
  await configureRealm({
    url: urlOf(ports.keycloak),
    admin: { username: "admin", password: read.KEYCLOAK_ADMIN_PASSWORD },
    region,
    controlPlaneSecret: read.KEYCLOAK_CLIENT_SECRET,
    dashboardOrigins: ["http://localhost:5173"],
    apiOrigin: apiUrlOf(ports),
    users: [{ ...stackUser, password: read.USER_PASSWORD }],
    // The published image has no provider of ours.
    hasProvider: false,
    hasPasswordClient: true,
    smtp: { host: "127.0.0.1", port: ports["mail-smtp"] },
    isOpenToRegistration: true,
  });
  const folder = read.OPENBAO_FOLDER;
  await openOpenBao({
    url: urlOf(ports.openbao),
    secretsFile: `${folder}/keys.json`,
    marker: `${folder}/initialising`,
  });
};

await prepare();
