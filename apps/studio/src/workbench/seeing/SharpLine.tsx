import { useCallback, useSyncExternalStore } from "react"
import { useT } from "../../i18n/useT.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import styles from "../canvas/surface.module.css"

/** While the tiles of a large picture are made: that what is seen is not all of its sharpness yet, and comes by itself. */
export function SharpLine({ engine }: { engine: CanvasEngine }) {
  const t = useT("task")
  const follow = useCallback((changed: () => void) => engine.onPicture(changed), [engine])
  const waits = useSyncExternalStore(follow, () => engine.picture !== null && !engine.picture.isPrepared)
  return (
    <div className={styles.sharpLine} role="status">
      {waits && <span>{t("stage.sharpSoon")}</span>}
    </div>
  )
}
