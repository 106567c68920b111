import { useSyncExternalStore } from "react"
import { useT } from "../i18n/useT.ts"
import { Icon } from "../theme/Icon.tsx"

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener)
  window.addEventListener("offline", listener)
  return () => {
    window.removeEventListener("online", listener)
    window.removeEventListener("offline", listener)
  }
}

/** Whether the browser believes that there is a network. */
function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine)
}

/** One line at one place while there is no network. */
export function OfflineLine() {
  const t = useT("common")
  if (useOnline()) return null
  return (
    <div className="offline-line" role="status">
      <Icon name="offline" small /> {t("offlineLine")}
    </div>
  )
}
