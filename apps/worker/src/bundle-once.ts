import { workflowBundle } from "./bundle.ts";

// For an image: a process in it starts without bundling, on a file system that it cannot write.
await workflowBundle();
