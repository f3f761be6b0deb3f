import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { FirstAccount } from "../features/accounts/first-account.tsx";
import { accountsQuery, meQuery, ScopeProvider } from "./context.tsx";
import { FreshnessBanner } from "./freshness-banner.tsx";
import styles from "./region-layout.module.css";
import { SessionBanner } from "./session-banner.tsx";
import { SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";

const route = getRouteApi("/$region");

/** After a change of page a reader begins at its top, and a screen reader too. */
const useFocusOnNavigation = () => {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
};

export const RegionLayout = () => {
  const { region, me: readMe, accounts: readAccounts } = route.useRouteContext();
  const { account: chosen } = route.useSearch();
  const { data: me } = useQuery({ ...meQuery(region), initialData: readMe });
  const { data: accounts } = useQuery({ ...accountsQuery(region), initialData: readAccounts });
  const main = useFocusOnNavigation();
  const account = accounts.find(({ id }) => id === chosen) ?? accounts[0];
  return (
    <ScopeProvider value={{ region, me, accounts, account }}>
      <a className={styles["skip"]} href="#main">
        Skip to the content
      </a>
      <TopBar />
      <div className={styles["frame"]}>
        <SideNav />
        <main id="main" ref={main} tabIndex={-1} className={styles["main"]}>
          <SessionBanner />
          <FreshnessBanner />
          {account === undefined ? <FirstAccount /> : <Outlet />}
        </main>
      </div>
      <div id="announcements" className="unseen" role="status" aria-live="polite" />
    </ScopeProvider>
  );
};
