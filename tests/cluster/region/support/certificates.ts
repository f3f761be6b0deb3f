import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "@cogrion/local-stack/toolchain/run";

/** PEM. */
export type KeyPair = { key: string; certificate: string };
export type Certificates = {
  /** PEM of the authority that signed both. */
  ca: string;
  server: KeyPair;
  /** With which the worker authenticates to Temporal. */
  client: KeyPair;
};

const make = (folder: string, name: string, subject: string, extensions: readonly string[], issuer: string[] = []) =>
  run(
    "openssl",
    [
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.crt`), "-subj", `/CN=${subject}`],
      ...extensions.map((each) => ["-addext", each]),
      issuer,
    ].flat(),
  );

/** An authority of the test's own, a certificate for these hosts, and one for a client. */
export const makeCertificates = async (folder: string, hosts: readonly string[]): Promise<Certificates> => {
  const issuer = ["-CA", join(folder, "ca.crt"), "-CAkey", join(folder, "ca.key")];
  await make(folder, "ca", "cogrion-test-authority", ["keyUsage=critical,keyCertSign"]);
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  const leaf = "basicConstraints=critical,CA:FALSE";
  await make(folder, "server", "server", [leaf, `subjectAltName=${names}`, "extendedKeyUsage=serverAuth"], issuer);
  await make(folder, "client", "client", [leaf, "extendedKeyUsage=clientAuth"], issuer);
  const read = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
  const pair = async (name: string): Promise<KeyPair> => ({
    key: await read(`${name}.key`),
    certificate: await read(`${name}.crt`),
  });
  return { ca: await read("ca.crt"), server: await pair("server"), client: await pair("client") };
};
