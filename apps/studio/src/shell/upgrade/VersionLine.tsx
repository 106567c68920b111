import { useEffect } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { useToast } from "../../ui/toast.tsx"
import { missed, newVersion } from "../store.ts"
import { loadAnew } from "./newVersion.ts"

/** One line at one place while another build is served than this page is of: when to load it anew is its person's choice. */
export function NewVersionLine() {
  const t = useT("common")
  if (!useStore(newVersion)) return null
  return (
    <div className="new-version-line" role="status">
      <Icon name="info" small /> {t("newVersionLine")}{" "}
      <Button small onClick={() => void loadAnew()}>
        {t("loadAnew")}
      </Button>
    </div>
  )
}

/** Says that what somebody asked for on this page did not come, and what brings it. */
export function useMissed(): void {
  const t = useT("common")
  const toast = useToast()
  useEffect(() =>
    missed.subscribe(() => {
      if (newVersion.getState()) toast.offer(t("partIsNew"), t("loadAnew"), () => void loadAnew())
      else toast.wrong({ failure: { code: "offline", detail: {} } })
    }),
  )
}
