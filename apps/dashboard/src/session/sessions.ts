import { regionOf } from "../site.ts";
import type { Tokens } from "./oidc.ts";
import { refresh, SessionEndedError } from "./oidc.ts";
import { forgetRegion, rememberRegion } from "./pending.ts";

/**
 * The sessions of this browser, one for each region. Tabs share them over a channel: one renews
 * under a lock and tells the others, so that no two of them use the same refresh token.
 */
type Message =
  | { kind: "ask"; region: string }
  | { kind: "tokens"; tokens: Tokens }
  | { kind: "signed-out"; region: string };

const channel = new BroadcastChannel("cogrion.sessions");
const held = new Map<string, Tokens>();
const ended = new Set<string>();
const listeners = new Set<() => void>();

/** A tab that has the session answers within this time, however busy the machine is. */
const answerMilliseconds = 3000;
const renewBeforeMilliseconds = 60_000;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of this origin alone
const say = (message: Message): void => channel.postMessage(message);

const tell = (): void => {
  for (const listener of listeners) listener();
};

const presenceOf = (region: string): string => `cogrion.session.${region}`;
const presence = new Map<string, () => void>();

/** A lock that each tab with the session shares, so that a new tab knows whether to wait for an answer. */
const showPresence = (region: string): void => {
  if (presence.has(region)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  presence.set(region, resolve);
  void navigator.locks.request(presenceOf(region), { mode: "shared" }, () => promise);
};

const take = (tokens: Tokens): void => {
  const known = held.get(tokens.region);
  if (known !== undefined && known.expiresAt >= tokens.expiresAt && !ended.has(tokens.region)) return;
  held.set(tokens.region, tokens);
  ended.delete(tokens.region);
  showPresence(tokens.region);
  tell();
};

const end = (region: string): void => {
  if (!held.has(region) || ended.has(region)) return;
  ended.add(region);
  presence.get(region)?.();
  presence.delete(region);
  tell();
};

channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
  if (data.kind === "tokens") take(data.tokens);
  else if (data.kind === "signed-out") end(data.region);
  else {
    const tokens = held.get(data.region);
    if (tokens !== undefined && !ended.has(data.region)) say({ kind: "tokens", tokens });
  }
});

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** `ended`: there was a session, and it cannot be renewed. */
export const statusOf = (region: string): "none" | "open" | "ended" => {
  if (ended.has(region)) return "ended";
  return held.has(region) ? "open" : "none";
};

export const tokensOf = (region: string): Tokens | undefined => held.get(region);

/** A new session, for every tab. */
export const share = (tokens: Tokens): void => {
  take(tokens);
  rememberRegion(tokens.region);
  say({ kind: "tokens", tokens });
};

/** What another tab holds of the region; undefined where none answers. */
export const askOtherTabs = async (region: string): Promise<Tokens | undefined> => {
  const { held: locks = [] } = await navigator.locks.query();
  if (!locks.some(({ name }) => name === presenceOf(region))) return held.get(region);
  say({ kind: "ask", region });
  const deadline = Date.now() + answerMilliseconds;
  while (held.get(region) === undefined && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return held.get(region);
};

const isFresh = ({ expiresAt }: Tokens): boolean => expiresAt - Date.now() > renewBeforeMilliseconds;

/** The lock is the browser's: one renewal at a time over all tabs, and the others find its result. */
const renew = (region: string, stale: Tokens): Promise<Tokens> =>
  navigator.locks.request(`cogrion.renewal.${region}`, async () => {
    const now = held.get(region) ?? stale;
    if (now.accessToken !== stale.accessToken) return now;
    const place = regionOf(region);
    if (place === undefined) throw new SessionEndedError(`No region is named ${region}.`);
    const renewed = await refresh(place, now);
    share(renewed);
    return renewed;
  });

/**
 * A token that is good for the next minute, renewed where it is not.
 * @throws SessionEndedError; TypeError where the sign-in is unavailable and the token has expired
 */
export const accessTokenOf = async (region: string): Promise<string> => {
  const tokens = held.get(region);
  if (tokens === undefined || ended.has(region)) throw new SessionEndedError("Your session ended.");
  if (isFresh(tokens)) return tokens.accessToken;
  try {
    return (await renew(region, tokens)).accessToken;
  } catch (error) {
    if (error instanceof SessionEndedError) end(region);
    // The sign-in is unavailable. The held token may be valid for a moment longer.
    else if (tokens.expiresAt > Date.now()) return tokens.accessToken;
    throw error;
  }
};

/** The API says that the token is not accepted. */
export const endSession = end;

/** In every tab. */
export const signedOut = (region: string): void => {
  forgetRegion(region);
  say({ kind: "signed-out", region });
};
