import type { Me } from "@justesse/types/wire/account"
import { useQuery } from "@tanstack/react-query"
import { Outlet, useLocation, useParams } from "@tanstack/react-router"
import { useEffect } from "react"
import { queryClient } from "../api.ts"
import { failureOf } from "../failures/thrown.ts"
import { type AssetWord, wordOfAssets } from "../i18n/assetWords.ts"
import { chooseLanguage, currentLanguage } from "../i18n/index.ts"
import { AssetWordOf } from "../i18n/useT.ts"
import { takeKeys } from "../keys/own.ts"
import { useStart } from "../offline/useStart.ts"
import { chooseTheme } from "../theme/appearance.ts"
import { Trouble } from "../ui/Trouble.tsx"
import { keepHome } from "./home.ts"
import { Overlays } from "./Overlays.tsx"
import { useMissed } from "./upgrade/VersionLine.tsx"
import { meOptions } from "./useMe.ts"

/** Who was signed in last, until the studio answers. */
function takeMe(kept: Me): void {
  const key = [...meOptions().queryKey]
  if (!queryClient.getQueryData(key)) queryClient.setQueryData(key, kept)
}

/** What the assets of the project that is open are called; outside of projects, those of all of mine. */
function useAssetWord(me: Me | undefined): AssetWord {
  const slug = useParams({ strict: false }).project
  const cards = me?.projects ?? []
  const open = cards.filter(({ project }) => project === slug)
  const about = open.length > 0 ? open : cards
  return about.length > 0 ? wordOfAssets(about.flatMap(({ holds }) => holds)) : "image"
}

/** Around every page: who I am, the palette, and sign-in over a page whose session ended. */
export function Root() {
  const me = useQuery(meOptions())
  const { pathname } = useLocation()
  const word = useAssetWord(me.data)
  useStart(me.data, !navigator.onLine || me.failureCount > 0 || me.isError, takeMe)
  const preferences = me.data?.person?.preferences
  useEffect(() => {
    if (!preferences) return
    chooseTheme(preferences.theme)
    void takeKeys(preferences.keys)
    if (preferences.language !== currentLanguage()) void chooseLanguage(preferences.language)
  }, [preferences])
  useEffect(() => keepHome(pathname), [pathname])
  useMissed()
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
    <AssetWordOf value={word}>
      <Outlet />
      <Overlays pathname={pathname} />
    </AssetWordOf>
  )
}
