/**
 * Channels of LISTEN and NOTIFY. The payload of the first is the workspace's id, that of the second
 * is empty.
 */
export const workspaceEventsChannel = "workspace_events";
export const workspaceCommandsChannel = "workspace_commands";
