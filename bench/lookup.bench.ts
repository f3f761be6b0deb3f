import { createLambdaHost } from "@cogrion/edge";
import { version2EventOf } from "@cogrion/edge/testing/events";
import { createLookupHandler } from "../apps/tenant-lookup/src/handler.ts";
import type { Bench } from "./measure.ts";
import { medianOf, millisecondsOf, withinLimit } from "./measure.ts";

const samples = 5000;
const warmUps = 1000;
const route = JSON.stringify({ region: "sgp-1", bff_url: "https://bff.w-acme.sgp-1.cogrion.com" });

export const bench: Bench = {
  name: "lookup",
  summary: "The lookup's Lambda function without its store, from the event to the answer",
  async *run() {
    const handler = createLambdaHost(
      createLookupHandler({ defaultEnvironment: "prod", stores: { prod: { read: () => Promise.resolve(route) } } }),
    );
    const event = await version2EventOf(new Request("https://cplane.cogrion.com/lookup?tenant=w-acme"));
    const { statusCode } = await handler(event);
    if (statusCode !== 200) throw new Error(`the lookup answered ${statusCode}`);
    for (let count = 0; count < warmUps; count++) await handler(event);
    const times: number[] = [];
    for (let count = 0; count < samples; count++) times.push(await millisecondsOf(() => handler(event)));
    yield withinLimit({ name: "Lambda without its store, p50", ours: medianOf(times), unit: "ms", atMost: 0.3 });
  },
};
