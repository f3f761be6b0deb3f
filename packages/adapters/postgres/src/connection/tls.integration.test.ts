import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestCertificate } from "@cogrion/testing/certificate";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TlsFront } from "@cogrion/testing/database/tls-front";
import { startTlsFront } from "@cogrion/testing/database/tls-front";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "./pool.ts";
import type { Tls } from "./tls.ts";

let server: DatabaseServer;
let folder: string;
let databaseUrl: string;
let front: TlsFront;
let ca: string;
beforeAll(async () => {
  server = await usePostgresServer();
  databaseUrl = await server.createDatabase();
  folder = await mkdtemp(join(tmpdir(), "cogrion-tls-"));
  const certificate = await createTestCertificate(folder, ["localhost"]);
  ca = await readFile(certificate.certificateFile, "utf8");
  const { keyStore, passphrase } = certificate;
  front = await startTlsFront(databaseUrl, { pfx: await readFile(keyStore), passphrase });
});
afterAll(async () => {
  front?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** "connected", or the reason why not. */
const attempt = async (at: { host?: string; port?: number }, tls: Tls | undefined): Promise<string> => {
  const url = new URL(databaseUrl);
  if (at.host !== undefined) url.hostname = at.host;
  if (at.port !== undefined) url.port = String(at.port);
  const pool = createPool({ databaseUrl: url.href, tls, applicationName: "test" });
  try {
    await pool.query("select 1");
    return "connected";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    await pool.end();
  }
};

it("connects over TLS to a host that its certificate names", async () => {
  expect(await attempt({ host: "localhost", port: front.port }, { ca })).toBe("connected");
});

it("refuses a certificate of another authority, and one for another host", async () => {
  expect(await attempt({ host: "localhost", port: front.port }, { ca: undefined })).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(await attempt({ host: "127.0.0.1", port: front.port }, { ca })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

it("does not continue unencrypted if the server offers no TLS", async () => {
  expect(await attempt({}, { ca })).toContain("does not support SSL");
});
