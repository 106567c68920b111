import type { ContentClass } from "@justesse/types"
import type { Me } from "@justesse/types/wire/account"
import { useLayoutEffect } from "react"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import { useMe, useProjectSlug } from "../shell/useMe.ts"

/** Whether the pictures of this page or task were shown. */
export const picturesShown = createStore<boolean>(() => false)

/** Another picture is there: what was shown before says nothing of it. */
const veilAgain = () => picturesShown.setState(false)

/** Said on the window where another task takes the place of one, on the same page. */
const NEXT_TASK = "nexttask"

/**
 * What pictures may hold, where they are blurred for it: those of a project, or (no project) of any of mine; nothing for whoever chose
 * to see them at once.
 */
export function veiledFor(me: Me | undefined, project: string): readonly ContentClass[] {
  const cards = me?.person?.preferences.contentShown ? [] : (me?.projects ?? [])
  return cards.flatMap((card) => (project === "" || card.project === project ? card.content : []))
}

/** {@link veiledFor} the page that is open (the shell blurs everything until this is here), as long as its pictures were not shown. A choice for comfort: nobody is given such pictures without a yes. */
export function useVeil(pathname: string): readonly ContentClass[] {
  const classes = veiledFor(useMe(), useProjectSlug())
  const isVeiled = !useStore(picturesShown) && classes.length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another place
  useLayoutEffect(() => {
    veilAgain()
    window.addEventListener(NEXT_TASK, veilAgain)
    return () => window.removeEventListener(NEXT_TASK, veilAgain)
  }, [pathname])
  useLayoutEffect(() => void document.documentElement.toggleAttribute("data-veiled", isVeiled), [isVeiled])
  useLayoutEffect(() => () => document.documentElement.removeAttribute("data-veiled"), [])
  return isVeiled ? classes : []
}
