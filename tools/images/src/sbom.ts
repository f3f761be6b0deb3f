import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

type Document = { serialNumber?: string; metadata?: { timestamp?: string } };

/**
 * Writes the installed packages, with versions, checksums and licences, as CycloneDX into the
 * folder. Without npm's time and random number, so that the same content gives the same file.
 */
export const writeSbom = async (app: string): Promise<void> => {
  const args = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: app, maxBuffer: 2 ** 26 });
  const document = JSON.parse(stdout) as Document;
  delete document.serialNumber;
  delete document.metadata?.timestamp;
  await writeFile(join(app, "sbom.cdx.json"), `${JSON.stringify(document, undefined, 1)}\n`);
};
