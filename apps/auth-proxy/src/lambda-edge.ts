import { createLambdaEdgeHost } from "@cogrion/edge";
import { readConfig } from "./config.ts";
import { createDynamoProxy } from "./dynamodb.ts";
import { movedToRegion } from "./moved-origin.ts";

const config = readConfig();
const answer = createLambdaEdgeHost(createDynamoProxy(config));

/**
 * For the origin-request event, because at viewer request a function's own response is limited to
 * 40 kB.
 */
export const handler = async (event: unknown) => movedToRegion(event, config) ?? (await answer(event));
