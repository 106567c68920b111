import { useStore as useZustand } from "zustand"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { grid } from "../../checks/grid.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { lastAnswers } from "../frames/lastAnswers.ts"
import { useStore, useTaskContext } from "../ui.ts"

/** For some seconds: the task before was sent or passed on, and one key takes it back. In the bar, where no press is drawn. */
export function GoneLine() {
  const t = useT("task")
  const { store } = useTaskContext()
  const how = useStore((snapshot) => (snapshot.looking ? null : (snapshot.gone?.how ?? null)))
  const waits = useStore(({ gone, waiting }) => gone !== null && waiting.includes(gone.assignmentId))
  // The strip of last answers offers it, for longer: once is enough.
  const gone = useStore((snapshot) => snapshot.gone?.assignmentId)
  const isInGrid = useZustand(grid, ({ isOn }) => isOn)
  const isInStrip = useZustand(lastAnswers, (last) => last.at(-1)?.assignment === gone) && !isInGrid
  const leftOut = useStore(({ gone }) => gone?.leftOut ?? 0)
  return (
    <span className={styles.gone} role="status">
      {how !== null && (
        <>
          <TaskIcon name="check" small />
          <b className={styles.cut}>{t(waits ? "gone.waiting" : `gone.${how}`)}</b>
          {leftOut > 0 && <span className={styles.cut}>{t("gone.leftOut", { count: leftOut })}</span>}
          {!isInStrip && (
            <button className={styles.btn} onClick={() => store.act("takeBack")} type="button">
              {t("gone.takeBack")} <Cap of="task.previous" />
            </button>
          )}
        </>
      )}
    </span>
  )
}
