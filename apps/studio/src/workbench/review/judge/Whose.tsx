import { useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import { Sign } from "../parts/Sign.tsx"
import { type CommandContext, doubt } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReviewState, useUiState } from "../ui.ts"

/** Whose answer it is about, by the letters of the picture. */
export function Whose({ context }: { readonly context: CommandContext }) {
  const t = useT("review")
  const letter = useUiState((state) => state.backLetter)
  const letters = useReviewState((state) => state.task?.letters ?? null)
  return (
    <div className={styles.whose}>
      <span className={`${frame.dim} ${frame.sm}`}>{t("back.whose")}</span>
      {letters?.map((one) => (
        <button
          type="button"
          aria-label={t("back.letter", { letter: one })}
          aria-pressed={one === letter}
          key={one}
          onClick={() => doubt(context, one)}
        >
          <Sign drawn sign={one} />
        </button>
      ))}
    </div>
  )
}
