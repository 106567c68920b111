import { useStore as useZustand } from "zustand"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { TaskIcon } from "../../parts/icons.tsx"
import { useStore, useTaskContext } from "../ui.ts"
import { lastAnswers } from "./lastAnswers.ts"
import styles from "./oneByOne.module.css"

/** The strip of the last answers, a line under the asset: a slip is seen, and one key takes it back. */
export function LastAnswers() {
  const t = useT("oneByOne")
  const { run } = useTaskContext()
  const passed = useStore((store) => store.passed)
  // What was taken back has left, and so has what another visit answered.
  const last = useZustand(lastAnswers).filter(({ assignment }) => passed.includes(assignment))
  if (last.length === 0) return null
  return (
    <aside aria-label={t("last")} className={styles.last}>
      {last.map(({ assignment, picture, sign, answer }) => (
        <figure key={assignment}>
          {picture === "" ? (
            <span className={styles.sign}>
              <TaskIcon name={sign} />
            </span>
          ) : (
            <img alt="" src={picture} />
          )}
          <figcaption dir="auto" title={answer}>
            {answer}
          </figcaption>
        </figure>
      ))}
      <button className={styles.back} onClick={() => run("task.takeBack")} type="button">
        {t("takeBack")} <Cap of="task.takeBack" />
      </button>
    </aside>
  )
}
