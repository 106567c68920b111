import { useQuery } from "@tanstack/react-query"
import { Outlet, useLocation } from "@tanstack/react-router"
import { useEffect } from "react"
import { failureOf } from "../failures/thrown.ts"
import { chooseLanguage, currentLanguage } from "../i18n/index.ts"
import { chooseTheme } from "../theme/appearance.ts"
import { Trouble } from "../ui/Trouble.tsx"
import { keepHome } from "./home.ts"
import { Overlays } from "./Overlays.tsx"
import { meOptions } from "./useMe.ts"

/** Around every page: who I am, the palette, and sign-in over a page whose session ended. */
export function Root() {
  const me = useQuery(meOptions())
  const { pathname } = useLocation()
  const preferences = me.data?.person?.preferences
  useEffect(() => {
    if (!preferences) return
    chooseTheme(preferences.theme)
    if (preferences.language !== currentLanguage()) void chooseLanguage(preferences.language)
  }, [preferences])
  useEffect(() => keepHome(pathname), [pathname])
  if (me.isError && !me.data && failureOf(me.error).code !== "not_signed_in") {
    return (
      <div className="m">
        <main className="plain">
          <Trouble error={me.error} again={() => void me.refetch()} />
        </main>
      </div>
    )
  }
  return (
    <>
      <Outlet />
      <Overlays />
    </>
  )
}
