import { KINDS } from "@justesse/types"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { LookPanel } from "../../seeing/LookPanel.tsx"
import { useIsPlain } from "../../seeing/useLook.ts"
import { ReviewIcon } from "../icons.tsx"
import styles from "../screen.module.css"
import { useReview, useReviewState, useUiState, VIEWS } from "../ui.ts"

/** How answers are laid over the picture. */
export function ViewBar() {
  const t = useT("review")
  const { run, ui } = useReview()
  const view = useUiState((state) => state.view)
  const layer = useUiState((state) => state.layer)
  const picture = useUiState((state) => state.panel === "picture")
  const plain = useIsPlain()
  const isDrawn = useReviewState((state) => !state.task || KINDS[state.task.kind].parts === "placed")
  return (
    <>
      {picture && <LookPanel className={styles.overView ?? ""} run={run} />}
      <div aria-label={t("view.title")} className={styles.viewbar} role="group">
        {isDrawn && (
          <>
            {VIEWS.map((one) => (
              <button
                type="button"
                aria-pressed={one === view}
                className={styles.b}
                key={one}
                onClick={() => ui.setState({ view: one, layer: null })}
              >
                <ReviewIcon name={one} />
                {t(`view.${one}`)}
              </button>
            ))}
            <Cap of="review.view" />
            <span className={styles.rule} />
            <button type="button" aria-pressed={layer !== null} className={styles.b} onClick={() => run("review.flip")}>
              {t("view.flip")} <Cap of="review.flip" />
            </button>
          </>
        )}
        <button type="button" className={styles.b} onClick={() => run("review.fit")}>
          {t("view.fit")} <Cap of="review.fit" />
        </button>
        <button
          type="button"
          aria-label={t(plain ? "task:tools.picture" : "task:tools.pictureChanged")}
          aria-pressed={picture}
          className={styles.b}
          data-marked={!plain || undefined}
          onClick={() => run("look.open")}
        >
          {t("view.picture")} <Cap of="look.open" />
        </button>
      </div>
    </>
  )
}
