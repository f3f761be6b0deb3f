import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** PKCS #12 file, its passphrase, and the self-signed certificate alone as PEM. */
export type TestCertificate = { keyStore: string; passphrase: string; certificateFile: string };

/**
 * A self-signed certificate for these DNS names, created by the JDK that Keycloak runs on, because
 * Node.js cannot create certificates.
 */
export const createTestCertificate = async (folder: string, hosts: readonly string[]): Promise<TestCertificate> => {
  const passphrase = "only-for-the-test";
  const keyStore = join(folder, "hosts.p12");
  const certificateFile = join(folder, "hosts.pem");
  const store = ["-alias", "hosts", "-storetype", "PKCS12", "-keystore", keyStore, "-storepass", passphrase];
  const names = hosts.map((host) => `dns:${host}`).join(",");
  const key = ["-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=cogrion-test", "-validity", "2"];
  await run("keytool", ["-genkeypair", ...key, "-ext", `san=${names}`, ...store]);
  await writeFile(certificateFile, (await run("keytool", ["-exportcert", "-rfc", ...store])).stdout);
  return { keyStore, passphrase, certificateFile };
};
