export { databaseOf } from "./database.ts";
export { checkDomains } from "./domains.ts";
export { ConfigError } from "./error.ts";
export { guideOf } from "./guide.ts";
export { environmentSchemaOf } from "./json-schema.ts";
export { readEnvironment } from "./read-environment.ts";
export type { Environment, NoteFault } from "./read-environment.ts";
export { readPemFile } from "./read-file.ts";
export { createReader } from "./reader.ts";
export { databaseRows } from "./rows/database.ts";
export type { DatabaseConfig } from "./rows/database.ts";
export { primaryRows } from "./rows/inter-region.ts";
export {
  bindAddressRow,
  localBffPortRow,
  logLevelRow,
  opsPortRow,
  placeRows,
  workspaceDomainRow,
} from "./rows/place.ts";
export { taskQueueRow, temporalAnyOf, temporalRows, temporalTogether, workerVersionRow } from "./rows/temporal.ts";
export * as schemas from "./schemas.ts";
export type { RegionTable } from "./schemas.ts";
export { optional, required, requiredWhen, withDefault } from "./table.ts";
export type { Condition, Table, Values, Variable, Variables } from "./table.ts";
