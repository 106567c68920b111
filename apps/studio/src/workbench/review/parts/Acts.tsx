import type { Disagreement } from "@justesse/types"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import frame from "../../parts/frame.module.css"
import { type ActName, actsOn } from "../model/acts.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

const COMMANDS: Readonly<Record<ActName, string>> = {
  merge: "review.merge",
  edit: "review.edit",
  none: "review.none",
  undecidable: "review.undecidable",
  oneMore: "review.onePersonMore",
  sendBack: "review.sendBack",
  ask: "review.ask",
}

/** What else can be done with a difference; each with its key. */
export function Acts({ difference }: { readonly difference: Disagreement }) {
  const t = useT("review")
  const { run } = useReview()
  const task = useReviewState((state) => state.task)
  if (!task) return null
  const acts = actsOn(difference, task).map((name) => [COMMANDS[name], name] as const)
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
