import { Connection } from "@temporalio/client";
import type { TemporalConfig } from "./connection.ts";
import { connectionOptionsOf } from "./connection.ts";

/** The workers of a task queue are one deployment in Temporal, and its name is the queue's. */
export const deploymentVersionOf = (
  { taskQueue }: Pick<TemporalConfig, "taskQueue">,
  version: string,
): { deploymentName: string; buildId: string } => ({ deploymentName: taskQueue, buildId: version });

export type DeployedVersion = {
  version: string;
  /** `draining`: open workflows stay on it; `drained`: it has none, and its workers can go. */
  state: "current" | "draining" | "drained" | "other";
};

const stateOf = (isCurrent: boolean, drainage: unknown): DeployedVersion["state"] => {
  if (isCurrent) return "current";
  // VERSION_DRAINAGE_STATUS_DRAINING and _DRAINED
  return drainage === 1 ? "draining" : drainage === 2 ? "drained" : "other";
};

/**
 * Lets the version take new workflows; workflows that run stay on theirs. Repeatable. Returns all versions.
 * Rejects while no worker of the version polls.
 */
export const promoteVersion = async (config: TemporalConfig, version: string): Promise<DeployedVersion[]> => {
  const { namespace } = config;
  const { deploymentName, buildId } = deploymentVersionOf(config, version);
  const connection = await Connection.connect({ ...connectionOptionsOf(config), connectTimeout: "5s" });
  try {
    return await connection.withDeadline(Date.now() + 10_000, async () => {
      const service = connection.workflowService;
      const identity = "cogrion-promotion";
      await service.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, identity });
      const { workerDeploymentInfo } = await service.describeWorkerDeployment({ namespace, deploymentName });
      return (workerDeploymentInfo?.versionSummaries ?? []).map(({ deploymentVersion, drainageInfo }) => {
        const name = deploymentVersion?.buildId ?? "";
        return { version: name, state: stateOf(name === version, drainageInfo?.status) };
      });
    });
  } finally {
    await connection.close();
  }
};
