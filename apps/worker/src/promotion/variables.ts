import type { Table } from "@cogrion/config";
import {
  logLevelRow,
  placeRows,
  required,
  schemas,
  taskQueueRow,
  temporalAnyOf,
  temporalRows,
  temporalTogether,
} from "@cogrion/config";

const variables = {
  ...placeRows,
  ...temporalRows,
  ...taskQueueRow,
  WORKER_VERSION: required(schemas.name, "Version of the worker that takes new workflows from now on"),
  ...logLevelRow,
};

export const promotionVariables: Table<typeof variables> = {
  process: "promotion",
  variables,
  together: [...temporalTogether],
  anyOf: temporalAnyOf,
};
