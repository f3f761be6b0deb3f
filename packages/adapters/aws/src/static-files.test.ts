import type { Server } from "node:http";
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createS3StaticFiles } from "./static-files.ts";

let server: Server;
afterEach(() => server.close());

/** S3's response to a caller without access: HEAD never has a body. */
const storeBehind = async (status: number) => {
  server = createServer((_, response) => response.writeHead(status, { connection: "close" }).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return createS3StaticFiles({
    bucket: "cogrion-dashboard",
    region: "eu-central-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
};
const file = { sha256: "00".repeat(32), contentType: "text/plain", cacheControl: "no-cache" };

test.each([
  [403, "S3 rejects index.html in cogrion-dashboard: the credentials need s3:ListBucket"],
  [301, "S3 rejects index.html in cogrion-dashboard: the bucket is in another region than eu-central-1"],
])("a refusal without a body (%d) says what to look at", async (status, message) => {
  const store = await storeBehind(status);
  await expect(store.read("index.html")).rejects.toThrow(message);
  await expect(store.write("index.html", file, Buffer.from("x"))).rejects.toThrow(message);
});

test("a missing value is nothing, and not a failure", async () => {
  expect(await (await storeBehind(404)).read("index.html")).toBeUndefined();
});
