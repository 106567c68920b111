import { useEffect, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { fetchPicture } from "../../offline/pictures.ts"
import { Played } from "../media/Played.tsx"
import styles from "./pair.module.css"
import type { Side } from "./sides.ts"

/** One recording of a pair, with its wave and the browser's own player; what this computer keeps is played without a network. */
export function HeardSide({ side, label }: { readonly side: Side; readonly label: string }) {
  const t = useT("pair")
  const { full } = side.media
  const [address, setAddress] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    let made: string | null = null
    fetchPicture(full, stop.signal)
      .then(async (response) => {
        const bytes = await response.blob()
        if (stop.signal.aborted) return
        made = URL.createObjectURL(bytes)
        setAddress(made)
      })
      .catch(() => !stop.signal.aborted && setFailed(true))
    return () => {
      stop.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [full])
  return (
    <div className={styles.stage}>
      {address && <Played label={label} media={{ ...side.media, full: address }} />}
      {failed && (
        <p className={styles.failed} role="alert">
          {t("failed")}
        </p>
      )}
    </div>
  )
}
