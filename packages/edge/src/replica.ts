/** AWS regions separated by commas: those with a replica of a DynamoDB global table. */
export const replicaList = /^[a-z]{2}(?:-[a-z]+)+-[1-9](?:,[a-z]{2}(?:-[a-z]+)+-[1-9])*$/;

/**
 * The replica that is read from an AWS region: its own, else the first on its continent (`eu-…`),
 * else the first in the list. CloudFront also runs a function in regions without a replica.
 * Undefined without a list: then the table is in the function's own region.
 */
export const nearestReplicaOf = (list: string | undefined, here: string | undefined): string | undefined => {
  const replicas = list?.split(",") ?? [];
  const continent = here?.split("-")[0];
  return (
    replicas.find((each) => each === here) ?? replicas.find((each) => each.split("-")[0] === continent) ?? replicas[0]
  );
};
