import { useT } from "../../../i18n/useT.ts"
import { ReviewIcon } from "../icons.tsx"
import styles from "../screen.module.css"
import { useReview, useUiState, VIEWS } from "../ui.ts"

/** How answers are laid over the picture. */
export function ViewBar() {
  const t = useT("review")
  const { run, ui } = useReview()
  const view = useUiState((state) => state.view)
  const layer = useUiState((state) => state.layer)
  return (
    <div aria-label={t("view.title")} className={styles.viewbar} role="group">
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
      <kbd>V</kbd>
      <span className={styles.rule} />
      <button type="button" aria-pressed={layer !== null} className={styles.b} onClick={() => run("review.flip")}>
        {t("view.flip")} <kbd>H</kbd>
      </button>
      <button type="button" className={styles.b} onClick={() => run("review.fit")}>
        {t("view.fit")} <kbd>Z</kbd>
      </button>
    </div>
  )
}
