import { join } from "node:path";
import { walkThrough } from "@cogrion/testing/sign-in";
import { until } from "@cogrion/testing/until";
import { beforeAll, describe, expect, test } from "vitest";
import { installPackage, nodeFolderOf, nodeVersions, packCli, startInstalled } from "./cli-package.ts";

const lastLineOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

type PackageStage = {
  home: () => string;
  apiUrl: () => string;
  user: { username: string; password: string };
};

/**
 * Registers the tests of the package as customers install it, against a running region with
 * this user. `home` is a folder that the caller deletes.
 */
export const testInstalledPackage = ({ home, apiUrl, user }: PackageStage): void => {
  describe("the package that customers install", () => {
    let bin: string;
    beforeAll(async () => {
      const made = await packCli(home());
      expect(made.unpackedBytes).toBeLessThan(5_000_000);
      expect(made.files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist/THIRD-PARTY-NOTICES.txt"]));
      bin = await installPackage(join(home(), "installed"), made.file);
    });

    test.each(nodeVersions)("works alone on Node %s", async (version) => {
      const [major = ""] = version.split(".");
      const node = await nodeFolderOf(version);
      const env = { XDG_CONFIG_HOME: join(home(), `node-${major}`), COGRION_API_URL: apiUrl() };
      const installed = (...args: string[]) => startInstalled({ bin, node, env }, ...args);
      const cogrion = async (...args: string[]) => installed(...args).ended;

      expect(await cogrion("--version")).toMatchObject({ code: 0, stdout: `cogrion 0.0.0 (Node ${version})\n` });
      expect((await cogrion("version")).stdout).toMatch(/^cogrion .*\nAPI 1 at http:\/\/localhost/);
      const script = await cogrion("completion", "bash");
      expect(script).toMatchObject({ code: 0, stdout: expect.stringContaining("cogrion complete --") as string });
      expect((await cogrion("complete", "--", "workspace", "")).stdout).toContain("watch\t");

      const login = installed("login", "--json");
      const invitation = await until("the invitation", async () => {
        const line = login.output.stdout.split("\n")[0] ?? "";
        return line === "" ? undefined : (JSON.parse(line) as { verification_uri_complete: string });
      });
      await walkThrough(invitation.verification_uri_complete, user);
      expect(await login.ended).toMatchObject({ code: 0, stderr: "" });

      const account = lastLineOf((await cogrion("account", "create", "Alone", "--json")).stdout)["id"] as string;
      // A separate AWS account, because one that another account uses needs a confirmation.
      const created = ["--account", account, "--aws-account", `4444444444${major}`, "--slug", `node-${major}`];
      expect((await cogrion("workspace", "create", ...created)).stdout).toContain(
        `cogrion workspace watch w-node-${major}`,
      );
      const watched = await cogrion("workspace", "watch", `w-node-${major}`);
      expect([watched.code, watched.stdout]).toEqual([3, expect.stringContaining("role_not_assumable")]);
      expect((await cogrion("workspace", "list", "--account", account)).stdout).toContain(`w-node-${major}`);

      const audit = join(home(), `audit-${major}.ndjson`);
      expect((await cogrion("audit", "export", "--account", account, "--output", audit)).code).toBe(0);
      expect(await cogrion("audit", "verify", "--file", audit)).toMatchObject({ code: 0, stderr: "" });
      expect((await cogrion("logout")).stdout).toContain("Signed out");
      expect((await cogrion("workspace", "list")).stderr).toContain("Sign in with: cogrion login");
    });
  });
};
