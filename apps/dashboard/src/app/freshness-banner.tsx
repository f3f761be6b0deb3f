import { useEffect } from "react";
import { useFreshness } from "../data/freshness.ts";
import { announce } from "../ui/announce.ts";
import { Notice } from "../ui/notice.tsx";
import { clockOf } from "../ui/time.tsx";

export const FreshnessBanner = () => {
  const freshness = useFreshness();
  const isOld = freshness.kind === "old";
  useEffect(() => {
    if (isOld) announce("The connection is interrupted. What you see is old.");
  }, [isOld]);
  if (freshness.kind !== "old") return null;
  return (
    <Notice tone="warn" title={`As of ${clockOf(freshness.asOf)}, reconnecting`}>
      <p>What you see may have changed since then. It becomes current by itself when the connection is back.</p>
    </Notice>
  );
};
