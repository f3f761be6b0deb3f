import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { composeFile, composeSecrets, composeText } from "@cogrion/develop/compose/document";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { regionalPortsOf } from "@cogrion/local-stack/stack/ports";
import { ensureComposeReader } from "@cogrion/local-stack/toolchain/cluster";
import { pins } from "@cogrion/local-stack/toolchain/pins";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const service = z.looseObject({
  image: z.string(),
  ports: z.array(z.string()).optional(),
  network_mode: z.string().optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
});
const document = z.looseObject({ services: z.record(z.string(), service) });

const file = join(checkoutFolder, composeFile);
let services: z.output<typeof document>["services"];
beforeAll(async () => {
  ({ services } = document.parse(parse(await readFile(file, "utf8"))));
});

it("is generated (node tools/develop/src/compose/emit.ts writes it)", async () => {
  expect(await readFile(file, "utf8")).toBe(composeText());
});

it("has the parts of `up`, each with its health check", () => {
  const parts = ["postgres", "keycloak", "temporal", "openbao", "aws", "workers", "mail", "edge"];
  const apps = ["worker", "control-plane", "bff"];
  expect(Object.keys(services).toSorted()).toEqual(["network", "prepared", ...parts, ...apps].toSorted());
  for (const name of [...parts, ...apps]) {
    expect([name, services[name]?.healthcheck?.test.length]).toEqual([name, expect.any(Number)]);
    // One namespace, so that each finds the others on loopback.
    expect([name, services[name]?.network_mode]).toEqual([name, "service:network"]);
  }
});

it("has the versions that the toolchain pins", () => {
  const images = ["postgres", "keycloak", "temporal", "openbao"].map((name) => services[name]?.image.split(":")[1]);
  expect(images).toEqual([pins.postgres.version, pins.keycloak.version, pins.temporal.version, pins.openbao.version]);
});

it("publishes the ports that the README names, to this machine alone", () => {
  const ports = regionalPortsOf(0, 0);
  const names = ["control-plane", "bff", "keycloak", "temporal-ui"] as const;
  expect(names.map((name) => ports[name])).toEqual([3000, 3001, 8080, 8088]);
  expect(services["network"]?.ports).toEqual(names.map((name) => `127.0.0.1:${ports[name]}:${ports[name]}`));
});

it("holds no secret", () => {
  const isSecret = (name: string): boolean => /(PASSWORD|SECRET|API_TOKEN)$/.test(name);
  const given = Object.values(services).flatMap(({ environment }) =>
    Object.entries(environment).filter(([name]) => isSecret(name) && name !== "AWS_SECRET_ACCESS_KEY"),
  );
  expect(given.length).toBeGreaterThan(5);
  expect(given.filter(([, value]) => !value.startsWith("${"))).toEqual([]);
});

it("is accepted by Compose's own reader, which asks for each secret", async () => {
  const read = await ensureComposeReader({ update: () => undefined, signal: undefined });
  const environment = { PATH: process.env["PATH"], ...Object.fromEntries(composeSecrets.map((name) => [name, "x"])) };
  await promisify(execFile)(read, [file], { env: environment });
  for (const name of composeSecrets) {
    const { [name]: _, ...others } = environment as Record<string, string | undefined>;
    await expect(promisify(execFile)(read, [file], { env: others })).rejects.toThrow(`${name} is missing`);
  }
});
