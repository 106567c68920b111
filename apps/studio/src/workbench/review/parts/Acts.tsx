import { KINDS } from "@justesse/types"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import frame from "../../parts/frame.module.css"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

const ACTS = [
  ["review.merge", "merge"],
  ["review.edit", "edit"],
  ["review.none", "none"],
  ["review.undecidable", "undecidable"],
  ["review.onePersonMore", "oneMore"],
  ["review.sendBack", "sendBack"],
  ["review.ask", "ask"],
] as const

/** What else can be done with a difference; each with its key. */
export function Acts() {
  const t = useT("review")
  const { run } = useReview()
  const second = useReviewState((state) => state.task?.look === "second")
  // Of what lies nowhere on a picture there are no edges to merge.
  const hasEdges = useReviewState((state) => !state.task || KINDS[state.task.kind].parts === "placed")
  const isLeftOut = (name: string) =>
    (second && (name === "oneMore" || name === "sendBack")) || (name === "merge" && !hasEdges)
  const acts = ACTS.filter(([, name]) => !isLeftOut(name))
  return (
    <section aria-label={t("acts.title")} className={styles.acts}>
      {acts.map(([command, name]) => (
        <button
          type="button"
          className={frame.tiny}
          key={command}
          onClick={() => run(command)}
          title={t(`acts.${name}Long`)}
        >
          <Cap of={command} />
          {t(`acts.${name}`)}
        </button>
      ))}
    </section>
  )
}
