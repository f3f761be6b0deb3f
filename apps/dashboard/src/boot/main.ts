import "@cogrion/design/tokens.css";
import "@cogrion/design/fonts.css";
import "@cogrion/design/base.css";
import "./sign-in.css";
import { callbackPath, leaveForSignIn, readReturn, signedOutPath } from "../session/oidc.ts";
import { forgetRegion, knownRegions, takePending } from "../session/pending.ts";
import { askOtherTabs, share } from "../session/sessions.ts";
import { regionOf, site } from "../site.ts";
import { lookUp } from "./lookup.ts";
import { safeReturn } from "./return-to.ts";
import { showSignIn } from "./sign-in-page.ts";

const here = (): string => location.pathname + location.search + location.hash;

const startApp = async (): Promise<void> => {
  const { start } = await import("../app/main.tsx");
  start();
};

const finishSignIn = async (url: URL): Promise<void> => {
  const state = url.searchParams.get("state") ?? "";
  const pending = takePending(state);
  const region = pending === undefined ? undefined : regionOf(pending.region);
  // A reload of this address, or another tab's: there is nothing to finish here.
  if (pending === undefined || region === undefined) {
    history.replaceState(null, "", "/");
    return open();
  }
  // The application loads while the code is being redeemed.
  const app = pending.closes ? undefined : import("../app/main.tsx");
  const asked = safeReturn(pending.returnTo, site.origin);
  const returnTo = asked === "/" ? `/${region.id}/workspaces` : asked;
  history.replaceState(null, "", returnTo);
  let returned;
  try {
    returned = await readReturn(region, url, state, pending);
  } catch {
    return showSignIn(returnTo, "The sign-in cannot be reached. Check your connection, then try again.");
  }
  if (returned.kind === "signed-in") {
    share(returned.tokens);
    if (!pending.closes) return (await app)?.start();
    window.close();
    return showSignIn(returnTo, "You are signed in. You can close this window.");
  }
  forgetRegion(region.id);
  // Asked silently, there was no session. Asked for it openly, the sign-in returns no such answer.
  if (returned.why === "login_required" && pending.isSilent)
    return leaveForSignIn(region, { returnTo, isSilent: false, closes: false });
  const notes = {
    login_required: "",
    cancelled: "The sign-in was cancelled. Nothing was changed.",
    failed: "The sign-in did not succeed. Try again; if it happens again, tell us the time.",
  };
  return showSignIn(returnTo, notes[returned.why]);
};

/** The region that an address is about; `/w-acme` is about its workspace's. */
const regionOfPath = async (pathname: string): Promise<string | undefined> => {
  const [, first = ""] = pathname.split("/");
  if (regionOf(first) !== undefined) return first;
  if (!first.startsWith("w-")) return undefined;
  const found = await lookUp(first);
  if ("error" in found) return undefined;
  history.replaceState(null, "", `/${found.region.id}${location.pathname}${location.search}${location.hash}`);
  return found.region.id;
};

const open = async (): Promise<void> => {
  if (location.pathname === signedOutPath) {
    history.replaceState(null, "", "/");
    return showSignIn("/", "You are signed out.");
  }
  const named = await regionOfPath(location.pathname);
  const id = named ?? knownRegions()[0];
  const region = id === undefined ? undefined : regionOf(id);
  if (region === undefined) return showSignIn(here());
  if (named === undefined && location.pathname === "/") history.replaceState(null, "", `/${region.id}/workspaces`);
  if ((await askOtherTabs(region.id)) !== undefined) return startApp();
  const isSilent = knownRegions().includes(region.id);
  return leaveForSignIn(region, { returnTo: here(), isSilent, closes: false });
};

const begin = async (): Promise<void> => {
  const url = new URL(location.href);
  if (url.pathname === callbackPath) {
    const renewed = regionOf(url.searchParams.get("begin") ?? "");
    if (renewed !== undefined) return leaveForSignIn(renewed, { returnTo: "/", isSilent: false, closes: true });
    return finishSignIn(url);
  }
  return open();
};

void begin();
