import { createLambdaEdgeHost } from "@cogrion/edge";
import { readConfig } from "./config.ts";
import { createDynamoLookup } from "./dynamodb.ts";

export const handler = createLambdaEdgeHost(createDynamoLookup(readConfig()));
