/** On everything that Cogrion makes in an AWS account and that takes tags; its value is the workspace's id. What does not carry it is not ours. */
export const workspaceTagKey = "cogrion:workspace";
