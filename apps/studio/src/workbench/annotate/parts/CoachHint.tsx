import { hintOf, numberOf, type Warning, warningsNow } from "@justesse/editor"
import { inLanguage, type RegionId } from "@justesse/types"
import { useCallback } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { useModel, useTask, useTaskContext } from "../ui.ts"
import { useCoversSelected } from "./useCoversSelected.ts"

/** What looks odd about a region: one thing at a time, quietly, with the key that mends it and the one that keeps it as it is. */
export function CoachHint() {
  const t = useT("task")
  const { run } = useTaskContext()
  const hint = useTask(hintOf)
  const others = useTask(
    (task) => warningsNow(task).filter(({ id, rule }) => id !== hint?.id || rule !== hint.rule).length,
  )
  const covered = useCoversSelected()
  const toText = useCoachText()
  if (!hint) return null
  return (
    <div
      className={[styles.hint, covered && styles.right, hint.rule === "text" && styles.mild].filter(Boolean).join(" ")}
      role="status"
    >
      <TaskIcon name="bulb" />
      <span>{toText("hint", hint)}</span>
      <span className={styles.acts}>
        <button className={`${styles.act} ${styles.mainAct}`} onClick={() => run("hint.do")} type="button">
          {t(`coach.${hint.rule}.mend`)} <Cap of="hint.do" />
        </button>
        <button className={styles.act} onClick={() => run("hint.drop")} type="button">
          {t("hint.keep")} <Cap of="hint.drop" />
        </button>
      </span>
      {others > 0 && <span className="dim">{t("coach.more", { count: others })}</span>}
    </div>
  )
}

/** The words of a warning: as a sentence, or short for the region's row. */
export function useCoachText(): (how: "hint" | "row", warning: Warning) => string {
  const t = useT("task")
  const language = useLanguage()
  const model = useModel()
  return useCallback(
    (how, { id, rule, other, pixels, attribute }) => {
      const number = (of: RegionId) => numberOf(model.scene, of)
      const label = model.label(model.document.regions.get(id)?.label ?? null)
      const asked = label?.attributes.find((one) => one.id === attribute)
      const values = {
        number: number(id),
        other: other === undefined ? 0 : number(other),
        pixels: pixels ?? 0,
        what: asked ? inLanguage(asked.name, language) : "",
      }
      return t(`coach.${rule}.${how}`, values)
    },
    [t, language, model],
  )
}
