import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { TaskIcon } from "../icons.tsx"
import styles from "./drawer.module.css"
import { DecisionRows } from "./Rows.tsx"
import { useDecisions } from "./useDecisions.ts"

/** What a reviewer decided and waits on this computer, in its order. */
export function WaitingDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useT("offline")
  const { rows, drain } = useDecisions()
  return (
    <section aria-label={t("state.open")} className={styles.drawer}>
      <header className={styles.head}>
        <b>{t("decisions.title", { count: rows.length })}</b>
        <button className={styles.quiet} onClick={onClose} type="button">
          {t("drawer.close")} <Cap of="escape" />
        </button>
      </header>
      <p className={styles.text}>{t(rows.length > 0 ? "decisions.text" : "decisions.none")}</p>
      <DecisionRows />
      {rows.length > 0 && (
        <footer className={styles.acts}>
          <button className={styles.again} onClick={drain} type="button">
            <TaskIcon name="redo" /> {t("drawer.again")}
          </button>
        </footer>
      )}
    </section>
  )
}
