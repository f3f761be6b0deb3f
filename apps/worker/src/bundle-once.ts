import { workflowBundle } from "./bundle.ts";

// For an image: its process starts without bundling, on a read-only file system.
await workflowBundle();
