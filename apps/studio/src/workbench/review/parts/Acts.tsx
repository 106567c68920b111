import { useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

const ACTS = [
  ["M", "review.merge", "merge"],
  ["E", "review.edit", "edit"],
  ["X", "review.none", "none"],
  ["U", "review.undecidable", "undecidable"],
  ["T", "review.onePersonMore", "oneMore"],
  ["R", "review.sendBack", "sendBack"],
] as const

/** What else can be done with a difference; each with its key. */
export function Acts() {
  const t = useT("review")
  const { run } = useReview()
  const second = useReviewState((state) => state.task?.look === "second")
  const acts = second ? ACTS.filter(([, , name]) => name !== "oneMore" && name !== "sendBack") : ACTS
  return (
    <section aria-label={t("acts.title")} className={styles.acts}>
      {acts.map(([key, command, name]) => (
        <button
          type="button"
          className={frame.tiny}
          key={key}
          onClick={() => run(command)}
          title={t(`acts.${name}Long`)}
        >
          <kbd>{key}</kbd>
          {t(`acts.${name}`)}
        </button>
      ))}
    </section>
  )
}
