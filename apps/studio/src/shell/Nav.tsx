import type { Me } from "@justesse/types/wire/account"
import { Link, useLocation, useRouter } from "@tanstack/react-router"
import { useT } from "../i18n/useT.ts"
import { useFormat } from "../locale/useFormat.ts"
import { Icon, Mark } from "../theme/Icon.tsx"
import frame from "./frame.module.css"
import { adminPages, myPages, type NavPage, projectPages, topPages } from "./navPages.ts"
import { paletteOpen } from "./store.ts"
import { useAppeals, useDecisionCounts, useProjectSlug, useStudioMoney, useUnseen } from "./useMe.ts"

/** The left column: first level, then the pages of what is open, and one's own at the bottom. */
export function Nav({ me, onGo }: { readonly me: Me; readonly onGo?: () => void }) {
  const t = useT("nav")
  const group = useGroup(me)
  return (
    // A click on any link inside closes the phone's drawer; the links themselves are the controls.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={frame.navIn}
      onClick={(event) => event.target instanceof Element && event.target.closest("a") && onGo?.()}
    >
      <Link className={frame.brand} to="/">
        <Mark />
        Justesse
      </Link>
      <button type="button" className={frame.palette} onClick={() => paletteOpen.setState(true)}>
        <Icon name="search" small />
        <span>{t("goTo")}</span>
        <kbd aria-hidden="true">{navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <nav className={frame.mid} aria-label={t("main")} data-pages>
        <List pages={topPages(me, useAppeals())} inside={group?.top} grouped={group !== null} />
        {group && group.pages.length > 0 && (
          <div className={frame.inProject}>
            <p>{group.title}</p>
            <List pages={group.pages} />
          </div>
        )}
      </nav>
      <ul className="low">
        <Item page={{ link: { to: "/inbox" }, name: "inbox", icon: "inbox", count: useUnseen()?.unseen ?? 0 }} />
        <Item
          page={{ link: { to: "/settings" }, name: "mySettings", icon: "settings" }}
          beside={me.person?.name.split(" ")[0] ?? ""}
        />
        <Item page={{ link: { to: "/help" }, name: "help", icon: "help" }} />
      </ul>
    </div>
  )
}

interface Group {
  readonly title: string
  readonly pages: readonly NavPage[]
  readonly top: string
}

function useGroup(me: Me): Group | null {
  const t = useT("nav")
  const slug = useProjectSlug()
  const { pathname } = useLocation()
  const waiting = useUnseen()?.waiting.find(({ project }) => project === slug)?.count ?? 0
  const isMine = pathname.startsWith("/work")
  const decisions = useDecisionCounts(isMine)
  const money = useStudioMoney()
  const card = me.projects.find((one) => one.project === slug)
  if (card)
    return {
      title: card.name,
      pages: projectPages(card, waiting),
      top: pathname.startsWith("/review") ? "/review" : "/projects",
    }
  if (isMine) return { title: t("work"), pages: myPages(me, decisions?.needMe), top: "/work" }
  if (pathname.startsWith("/admin")) return { title: t("operator"), pages: adminPages(money), top: "/admin" }
  return null
}

interface ListProps {
  readonly pages: readonly NavPage[]
  readonly inside?: string | undefined
  /** The pages of one of these stand below, and one of them may be the page that is open. */
  readonly grouped?: boolean
}

function List({ pages, inside, grouped }: ListProps) {
  const { pathname } = useLocation()
  return (
    <ul>
      {pages.map((page) => (
        <Item
          key={page.name}
          page={page}
          inside={page.link.to === inside}
          quiet={grouped === true && pathname !== "/work"}
        />
      ))}
    </ul>
  )
}

function useIsHere({ link, covers }: NavPage): boolean {
  const { pathname: to } = useRouter().buildLocation(link)
  const { pathname } = useLocation()
  const path = pathname.replace(/\/$/, "") || "/"
  const exact = to === "/work" || to === "/admin" || /^\/p\/[^/]+$/.test(to)
  if (exact) return path === to
  const isAt = (base: string) => path === base || path.startsWith(`${base}/`)
  return isAt(to) || (covers !== undefined && isAt(covers))
}

interface ItemProps {
  readonly page: NavPage
  readonly beside?: string
  readonly inside?: boolean
  readonly quiet?: boolean
}

function Item({ page, beside, inside, quiet }: ItemProps) {
  const t = useT("nav")
  const format = useFormat()
  const here = useIsHere(page) && !quiet
  const count = page.count ? format.number(page.count) : beside
  return (
    <li>
      <Link
        {...page.link}
        className={here ? "on" : inside ? frame.inHere : undefined}
        aria-current={here ? "page" : undefined}
      >
        <Icon name={page.icon} />
        <span>{t(page.name)}</span>
        {count && <span className={frame.count}>{count}</span>}
      </Link>
    </li>
  )
}
