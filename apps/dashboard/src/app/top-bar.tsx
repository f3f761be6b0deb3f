import { Link, useNavigate } from "@tanstack/react-router";
import { useFreshness } from "../data/freshness.ts";
import { leaveForSignOut, signedOut, tokensOf } from "../session/index.ts";
import { site } from "../site.ts";
import { Menu } from "../ui/menu.tsx";
import { clockOf } from "../ui/time.tsx";
import { Brand } from "./brand.tsx";
import { useScope } from "./context.tsx";
import { chooseTheme, useTheme } from "./theme.ts";
import styles from "./top-bar.module.css";

const environmentNames = { prod: "prod", dev: "dev", local: "local" } as const;

const LiveMark = () => {
  const freshness = useFreshness();
  if (freshness.kind === "none") return null;
  return (
    <span className={styles["live"]} data-kind={freshness.kind}>
      {freshness.kind === "live" ? "Live" : `As of ${clockOf(freshness.asOf)}`}
    </span>
  );
};

const RegionMenu = () => {
  const { region } = useScope();
  return (
    <Menu
      label="choose a region"
      trigger={
        <span className={styles["region"]}>
          {environmentNames[site.environment]} · {region.id}
        </span>
      }
      items={site.regions.map((each) => ({
        key: each.id,
        content: (
          <>
            {each.location} <code>{each.id}</code>
          </>
        ),
        isCurrent: each.id === region.id,
        // Each region has a session of its own, which begins at the start of the page.
        onSelect: () => location.assign(`/${each.id}/workspaces`),
      }))}
    />
  );
};

const AccountMenu = () => {
  const { accounts, account, region } = useScope();
  const navigate = useNavigate();
  if (account === undefined) return null;
  return (
    <Menu
      label="choose an account"
      trigger={<bdi className={styles["account"]}>{account.name}</bdi>}
      items={accounts.map((each) => ({
        key: each.id,
        content: <bdi>{each.name}</bdi>,
        isCurrent: each.id === account.id,
        onSelect: () =>
          void navigate({ to: "/$region/workspaces", params: { region: region.id }, search: { account: each.id } }),
      }))}
    />
  );
};

const UserMenu = () => {
  const { me, region } = useScope();
  const theme = useTheme();
  const signOut = (): void => {
    const tokens = tokensOf(region.id);
    signedOut(region.id);
    if (tokens !== undefined) leaveForSignOut(region, tokens);
  };
  return (
    <Menu
      label="your menu"
      trigger={
        <>
          <bdi className={styles["user"]}>{me.email}</bdi>
          <span className={styles["initial"]} aria-hidden="true">
            {me.email.slice(0, 1).toUpperCase()}
          </span>
        </>
      }
      items={[
        ...(["system", "light", "dark"] as const).map((each) => ({
          key: each,
          content: `Theme: ${each}`,
          isCurrent: theme === each,
          onSelect: () => chooseTheme(each),
        })),
        { key: "sign-out", content: `Sign out of ${region.id}`, onSelect: signOut },
      ]}
    />
  );
};

export const TopBar = () => {
  const { region } = useScope();
  return (
    <header className={styles["bar"]} data-environment={site.environment}>
      <Link
        to="/$region/workspaces"
        params={{ region: region.id }}
        className={styles["brand"]}
        aria-label="Cogrion, workspaces"
      >
        <Brand />
        <span>Cogrion</span>
      </Link>
      <RegionMenu />
      <AccountMenu />
      <span className={styles["space"]} />
      <LiveMark />
      <UserMenu />
    </header>
  );
};
