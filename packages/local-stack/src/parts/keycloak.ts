import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

export type KeycloakOptions = {
  keycloakHome: string;
  dataFolder: string;
  logFile: string;
  ports: { http: number; management: number };
  /** The single frontend URL, from which issuer, endpoints and form actions are derived. */
  hostname: string;
  database: { url: string; user: string; password: string };
  admin: { username: string; password: string };
};
export type RunningKeycloak = RunningPart & { url: string };

/** A PostgreSQL URL in JDBC's form, without the credentials. */
export const jdbcUrlOf = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `jdbc:postgresql://${host}${pathname}`;
};

export const startKeycloak = async (options: KeycloakOptions): Promise<RunningKeycloak> => {
  await mkdir(options.dataFolder, { recursive: true });
  const { ports } = options;
  const part = await startPartProcess({
    name: "keycloak",
    command: join(options.keycloakHome, "bin", "kc.sh"),
    args: [
      ["start", "--optimized", "--http-enabled=true", "--http-host=127.0.0.1", `--http-port=${ports.http}`],
      [`--http-management-port=${ports.management}`, `--hostname=${options.hostname}`, "--proxy-headers=xforwarded"],
      ["--cache=local", "--log-level=warn"],
    ].flat(),
    env: {
      ...inheritedEnvironment(),
      KC_DB_URL: jdbcUrlOf(options.database.url),
      KC_DB_USERNAME: options.database.user,
      KC_DB_PASSWORD: options.database.password,
      KC_DB_POOL_MAX_SIZE: "20",
      KC_BOOTSTRAP_ADMIN_USERNAME: options.admin.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: options.admin.password,
      // All parts share two cores: the simplest garbage collector, without a second compiler,
      // starts fastest.
      JAVA_OPTS: [
        ["-Xms64m", "-Xmx384m", "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        ["-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Djava.security.egd=file:/dev/urandom"],
        [`-Djava.io.tmpdir=${options.dataFolder}`],
      ]
        .flat()
        .join(" "),
    },
    cwd: options.dataFolder,
    logFile: options.logFile,
    isReady: () => answersOk(`http://127.0.0.1:${ports.management}/health/ready`),
    readyTimeoutSeconds: 240,
    stopTimeoutSeconds: 20,
  });
  return { ...part, url: `http://127.0.0.1:${ports.http}` };
};
