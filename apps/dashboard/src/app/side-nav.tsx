import { Link } from "@tanstack/react-router";
import { useScope } from "./context.tsx";
import styles from "./side-nav.module.css";

const places = [
  { to: "/$region/workspaces", text: "Workspaces" },
  { to: "/$region/people", text: "People" },
  { to: "/$region/audit", text: "Audit" },
  { to: "/$region/settings", text: "Settings" },
] as const;

export const SideNav = () => {
  const { region, account } = useScope();
  return (
    <nav className={styles["nav"]} aria-label="Pages">
      <ul>
        {places.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ region: region.id }}
              search={account === undefined ? {} : { account: account.id }}
              activeOptions={{ includeSearch: false }}
              className={styles["link"]}
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};
