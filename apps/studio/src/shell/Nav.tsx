import type { Me } from "@justesse/types/wire/account"
import { Link, useLocation } from "@tanstack/react-router"
import { useT } from "../i18n/useT.ts"
import { useFormat } from "../locale/useFormat.ts"
import { Icon, Mark } from "../theme/Icon.tsx"
import { ADMIN_PLACES, MY_PLACES, type Place, projectPlaces, topPlaces } from "./places.ts"
import { paletteOpen } from "./store.ts"
import { useProjectSlug } from "./useMe.ts"

/** The left column: first level, then the pages of what is open, and one's own at the bottom. */
export function Nav({ me, onGo }: { readonly me: Me; readonly onGo?: () => void }) {
  const t = useT("nav")
  const group = useGroup(me)
  return (
    // A click on any link inside closes the phone's drawer; the links themselves are the controls.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className="nav-in"
      onClick={(event) => event.target instanceof Element && event.target.closest("a") && onGo?.()}
    >
      <Link className="brand" to="/">
        <Mark />
        Justesse
      </Link>
      <button type="button" className="palette" onClick={() => paletteOpen.set(true)}>
        <Icon name="search" small />
        <span>{t("goTo")}</span>
        <kbd>{navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <nav className="mid" aria-label={t("main")}>
        <List places={topPlaces(me)} inside={group?.top} grouped={group !== null} />
        {group && group.places.length > 0 && (
          <div className="in">
            <p>{group.title}</p>
            <List places={group.places} />
          </div>
        )}
      </nav>
      <ul className="low">
        <Item
          place={{ to: "/settings", name: "mySettings", icon: "settings" }}
          beside={me.person?.name.split(" ")[0] ?? ""}
        />
        <Item place={{ to: "/help", name: "help", icon: "help" }} />
      </ul>
    </div>
  )
}

interface Group {
  readonly title: string
  readonly places: readonly Place[]
  readonly top: string
}

function useGroup(me: Me): Group | null {
  const t = useT("nav")
  const slug = useProjectSlug()
  const { pathname } = useLocation()
  const card = me.projects.find((one) => one.project === slug)
  if (card)
    return {
      title: card.name,
      places: projectPlaces(slug, card.roles),
      top: pathname.startsWith("/review") ? "/review" : "/projects",
    }
  if (pathname.startsWith("/work")) return { title: t("work"), places: MY_PLACES, top: "/work" }
  if (pathname.startsWith("/admin")) return { title: t("operator"), places: ADMIN_PLACES, top: "/admin" }
  return null
}

interface ListProps {
  readonly places: readonly Place[]
  readonly inside?: string | undefined
  /** The pages of one of these stand below, and one of them may be the page that is open. */
  readonly grouped?: boolean
}

function List({ places, inside, grouped }: ListProps) {
  const { pathname } = useLocation()
  return (
    <ul>
      {places.map((place) => (
        <Item
          key={place.to}
          place={place}
          inside={place.to === inside}
          quiet={grouped === true && pathname !== "/work"}
        />
      ))}
    </ul>
  )
}

function useIsHere(to: string): boolean {
  const { pathname } = useLocation()
  const path = pathname.replace(/\/$/, "") || "/"
  const exact = to === "/work" || to === "/admin" || /^\/p\/[^/]+$/.test(to)
  if (exact) return path === to
  return path === to || path.startsWith(`${to}/`)
}

interface ItemProps {
  readonly place: Place
  readonly beside?: string
  readonly inside?: boolean
  readonly quiet?: boolean
}

function Item({ place, beside, inside, quiet }: ItemProps) {
  const t = useT("nav")
  const format = useFormat()
  const here = useIsHere(place.to) && !quiet
  const count = place.count ? format.number(place.count) : beside
  return (
    <li>
      <Link
        to={place.to}
        className={here ? "on" : inside ? "in-here" : undefined}
        aria-current={here ? "page" : undefined}
      >
        <Icon name={place.icon} />
        <span>{t(place.name)}</span>
        {count && <span className="n">{count}</span>}
      </Link>
    </li>
  )
}
