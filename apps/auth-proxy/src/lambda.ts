import { createLambdaHost } from "@cogrion/edge";
import { readConfig } from "./config.ts";
import { createDynamoProxy } from "./dynamodb.ts";

export const handler = createLambdaHost(createDynamoProxy(readConfig()));
