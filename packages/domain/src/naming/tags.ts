/**
 * The tag of everything that Cogrion creates in an AWS account; its value is the workspace's id. A
 * resource without it is not ours.
 */
export const workspaceTagKey = "cogrion:workspace";
