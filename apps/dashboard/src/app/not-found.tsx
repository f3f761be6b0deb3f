import { Empty } from "../ui/empty.tsx";

export const NotFound = () => (
  <main className="page-alone">
    <h1 className="unseen">No such page</h1>
    <Empty
      title="There is no page at this address"
      why="It may belong to an account that you are no member of, or to a page that was renamed."
    >
      <a href="/">Go to your workspaces</a>
    </Empty>
  </main>
);
