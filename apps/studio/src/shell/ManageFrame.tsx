import { Outlet } from "@tanstack/react-router"
import { Suspense, useEffect, useState } from "react"
import { useStore } from "zustand"
import { useT } from "../i18n/useT.ts"
import { useJobChanges } from "../jobs/useChanges.ts"
import { useFollowed } from "../jobs/useFollowed.ts"
import { Icon } from "../theme/Icon.tsx"
import { keptActsKey, readHere } from "./browserKeeps.ts"
import frame from "./frame.module.css"
import { Nav } from "./Nav.tsx"
import { OfflineLine } from "./OfflineLine.tsx"
import { pageName, paletteOpen } from "./store.ts"
import { ToSignIn } from "./ToSignIn.tsx"
import { lazyPart } from "./upgrade/lazyPart.tsx"
import { NewVersionLine } from "./upgrade/VersionLine.tsx"
import { useGoKeys } from "./useGoKeys.ts"
import { useHints, useMe } from "./useMe.ts"

const NavDrawer = lazyPart(() => import("./NavDrawer.tsx"), "NavDrawer")

/** Left navigation of 220 px and the page beside it; a bar of 48 px on a phone. Only for people who are signed in. */
export function ManageFrame() {
  const me = useMe()
  const t = useT("nav")
  const hints = useHints()
  const [drawer, setDrawer] = useState(false)
  useGoKeys()
  useJobChanges(useFollowed(me))
  useKeptActs(me?.person?.id)
  if (!me) return null
  if (!me.person) return <ToSignIn />
  return (
    <div className={hints ? "m" : "m no-hints"}>
      <a className={frame.skip} href="#content">
        {t("skip")}
      </a>
      <div className={frame.app}>
        <aside className={frame.column}>
          <Nav me={me} />
        </aside>
        <div>
          <PhoneBar openMenu={() => setDrawer(true)} />
          <OfflineLine />
          <NewVersionLine />
          <main id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      {drawer && (
        <Suspense fallback={null}>
          <NavDrawer me={me} onClose={() => setDrawer(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** What its person did about decisions without a network goes out from any page. */
function useKeptActs(person: number | undefined): void {
  useEffect(() => {
    if (person !== undefined && readHere(keptActsKey(person)) !== null)
      void import("../offline/ownActs.ts").then(({ authorActsOf }) => authorActsOf(person))
  }, [person])
}

function PhoneBar({ openMenu }: { readonly openMenu: () => void }) {
  const t = useT("nav")
  const name = useStore(pageName)
  return (
    <header className={frame.topbar}>
      <button type="button" className="btn" aria-label={t("menu")} onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <span>{name}</span>
      <span className="grow" />
      <button type="button" className="btn" aria-label={t("goTo")} onClick={() => paletteOpen.setState(true)}>
        <Icon name="search" />
      </button>
    </header>
  )
}
