import type { Overview } from "@justesse/types/wire/project"
import { Suspense, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { Button } from "../../ui/Button.tsx"

const OverviewMenu = lazyPart(() => import("./Menu.tsx"), "OverviewMenu")

/** The button of the menu; the menu itself, with all that places it, is fetched at the first press. */
export function LazyMenu({ overview }: { readonly overview: Overview }) {
  const t = useT("common")
  const [asked, setAsked] = useState(false)
  const button = <Button icon="more" aria-label={t("more")} aria-haspopup="menu" onClick={() => setAsked(true)} />
  if (!asked) return button
  return (
    <Suspense fallback={button}>
      <OverviewMenu overview={overview} />
    </Suspense>
  )
}
