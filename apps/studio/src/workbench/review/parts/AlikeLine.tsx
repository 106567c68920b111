import { useT } from "../../../i18n/useT.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"
import { Act } from "./Act.tsx"

/** How many open differences of other tasks are like this one; J opens them as a wall. Nothing where there are none. */
export function AlikeLine() {
  const t = useT("review")
  const { run, store } = useReview()
  useReviewState((state) => state.now)
  useReviewState((state) => state.task)
  const { alikeOpen } = store
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
