import type { Table } from "@cogrion/config";
import { databaseRows, logLevelRow, placeRows, schemas, optional } from "@cogrion/config";

const variables = {
  ...placeRows,
  ...databaseRows,
  PRIMARY_CPLANE_API_URL: optional(
    schemas.originUrl,
    "Origin of the primary region's internal listener; without it, the primary region's tables are also created",
  ),
  ...logLevelRow,
};

export const migrationVariables: Table<typeof variables> = { process: "migration", variables };
