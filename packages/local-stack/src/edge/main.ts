import { readEdgeEnvironment } from "./env.ts";
import { serveFront } from "./front.ts";
import { serveLambda } from "./lambda.ts";

const { folder, dnsServer, lambdas, fronts } = readEdgeEnvironment();
const servers = [
  ...(await Promise.all(lambdas.map((each) => serveLambda({ ...each, folder })))),
  ...(await Promise.all(fronts.map((front) => serveFront(front, dnsServer)))),
];

const stop = (): void => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  process.exit(0);
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
