import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { z } from "zod";

const kubeconfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), "certificate-authority": z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

export type Kubernetes = {
  /** Objects of a kind in all namespaces, by its path below `/`, like `apis/apps/v1/deployments`. */
  list(path: string): Promise<unknown[]>;
  /** Server-side, as one owner of every field. */
  apply(path: string, object: object): Promise<void>;
  close(): void;
};

const listed = z.object({ items: z.array(z.unknown()) });

/** The API by kept connections: what is asked four times a second starts no process. */
export const connectKubernetes = (kubeconfigFile: string): Kubernetes => {
  const { clusters, users } = kubeconfig.parse(JSON.parse(readFileSync(kubeconfigFile, "utf8")));
  const { server, "certificate-authority": caFile } = clusters[0].cluster;
  const agent = new Agent({ keepAlive: true, ca: readFileSync(caFile) });
  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${users[0].user.token}`,
        "content-type": "application/apply-patch+yaml",
      };
      const outgoing = request(`${server}/${path}`, { method, agent, headers, timeout: 10_000 }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.once("error", reject).once("end", () => {
          if ((response.statusCode ?? 500) < 300) return resolve(JSON.parse(text));
          return reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`));
        });
      });
      outgoing.once("timeout", () => outgoing.destroy(new Error(`${method} ${path}: timeout`)));
      outgoing.once("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    list: async (path) => listed.parse(await call("GET", path)).items,
    apply: async (path, object) => void (await call("PATCH", `${path}?fieldManager=test&force=true`, object)),
    close: () => agent.destroy(),
  };
};
