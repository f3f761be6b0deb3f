import { startTestNode } from "./node.ts";

/** A process that starts a node and is then killed by its test. */
const node = await startTestNode([], process.argv[2]);
await node.kubectl("create", "deployment", "pause", "--image=localhost/cogrion/pause:1", "--replicas=1");
await node.kubectl("wait", "--for=condition=Available", "deployment/pause", "--timeout=90s");
process.send?.({ network: node.network, folder: node.folder });
setInterval(() => undefined, 1000);
