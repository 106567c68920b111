import { useEffect, useState } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Intro } from "../../ui/layout.tsx"
import { newVersion } from "../store.ts"
import { loadAnew, reachServer } from "./newVersion.ts"

/** Instead of a page whose code did not come: since the studio was upgraded, which the server is asked, or for want of a network. */
export function MissingPage() {
  const t = useT("common")
  const isOld = useStore(newVersion)
  const [asked, setAsked] = useState(false)
  useEffect(() => void reachServer().then(() => setAsked(true)), [])
  if (!asked && !isOld) return null
  return (
    <>
      <h1>{t(isOld ? "pageIsNew" : "pageFar")}</h1>
      <Intro>{t(isOld ? "pageIsNewText" : "pageFarText")}</Intro>
      <div className={measures.above24}>
        <Button look="primary" onClick={() => void loadAnew()}>
          {t(isOld ? "loadAnew" : "again")}
        </Button>
      </div>
    </>
  )
}
