import { openWith } from "@justesse/editor/workspace/deciding"
import { useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import { unitOf } from "../kinds/list.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"
import { keyOfAll } from "../useActs.ts"
import { Sign } from "./Sign.tsx"

/** One answer for all that is open of the task; nothing while a letter has no more than one difference open. */
export function TakeAll() {
  const t = useT("review")
  const { run } = useReview()
  const task = useReviewState((state) => state.task)
  const decisions = useReviewState((state) => state.decisions)
  const letters = (task?.letters ?? []).filter(
    (letter) => keyOfAll(letter) !== undefined && openWith({ task, decisions }, letter).length > 1,
  )
  if (!task || letters.length === 0) return null
  const title = t(`rest.${unitOf(task.kind)}`)
  return (
    <section aria-label={title} className={`${styles.why} ${styles.rest}`}>
      <span className={`${frame.dim} ${frame.sm}`}>{title}</span>
      {letters.map((letter) => (
        <button
          aria-label={t("more.takeAll", { letter })}
          className={frame.tiny}
          key={letter}
          onClick={() => run("review.takeAll", letter)}
          title={t("more.takeAll", { letter })}
          type="button"
        >
          <Sign sign={letter} /> <kbd aria-hidden="true">{keyOfAll(letter)}</kbd>
        </button>
      ))}
    </section>
  )
}
