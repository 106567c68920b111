import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

/** How many open differences of other tasks are similar to this one; J opens them as a grid. Nothing where there are none. */
export function SimilarLine() {
  const t = useT("review")
  const { run, store } = useReview()
  useReviewState((state) => state.now)
  useReviewState((state) => state.task)
  const { similarOpen } = store
  if (similarOpen === 0) return null
  return (
    <section className={styles.why}>
      <button type="button" className={styles.kv2} onClick={() => run("review.alike")}>
        <span>{t("alike.more", { count: similarOpen })}</span>
        <Cap of="review.alike" />
      </button>
    </section>
  )
}
