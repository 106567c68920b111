import { useT } from "../../../i18n/useT.ts"
import styles from "../screen.module.css"
import { useDeskState, useReview } from "../ui.ts"
import { Act } from "./Act.tsx"

/** How many open differences of other tasks are like this one; J opens them as a wall. Nothing where there are none. */
export function AlikeLine() {
  const t = useT("review")
  const { run, desk } = useReview()
  useDeskState((state) => state.now)
  useDeskState((state) => state.task)
  const { alikeOpen } = desk
  if (alikeOpen === 0) return null
  return (
    <section className={styles.why}>
      <Act className={styles.kv2} onClick={() => run("review.alike")}>
        <span>{t("alike.more", { count: alikeOpen })}</span>
        <kbd>J</kbd>
      </Act>
    </section>
  )
}
