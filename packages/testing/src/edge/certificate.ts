import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * A self-signed certificate for a browser that is configured to accept it. Created with the openssl
 * command.
 */
export const selfSignedOf = async (name: string): Promise<{ key: string; cert: string }> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name},DNS:*.${name},DNS:*.auth.${name}`];
    await promisify(execFile)("openssl", [
      "req",
      "-x509",
      ...curve,
      "-keyout",
      key,
      "-out",
      cert,
      "-days",
      "2",
      ...subject,
    ]);
    return { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
