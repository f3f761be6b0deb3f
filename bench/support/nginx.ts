import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";
import { freePorts, isPortFree } from "@cogrion/local-stack/parts/free-ports";
import { until } from "@cogrion/testing/until";

/** Debian installs it where only root's PATH finds it. */
const find = (): string | undefined =>
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"]
    .map((folder) => join(folder, "nginx"))
    .find((file) => existsSync(file));

/**
 * The machine's own nginx as a plain reverse proxy with persistent connections; undefined if there
 * is none.
 */
export const startNginx = async (upstream: string): Promise<{ origin: string; stop(): Promise<void> } | undefined> => {
  const command = find();
  if (command === undefined) return undefined;
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(join(tmpdir(), "cogrion-nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((each) => `${each}_temp_path ${folder};`);
  const { host } = new URL(upstream);
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr;
events {}
http {
  access_log off; ${temporary.join(" ")}
  upstream keycloak { server 127.0.0.1:${new URL(upstream).port}; keepalive 8; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://keycloak; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host ${host}; proxy_set_header X-Forwarded-Host ${host}; proxy_set_header X-Forwarded-Proto http;
      proxy_set_header Accept-Encoding identity;
    }
  }
}
`,
  );
  const child = spawn(command, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until("nginx", async () => !(await isPortFree(port)), 20);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin: `http://localhost:${port}`, stop };
};
