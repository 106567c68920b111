import { cellsOf } from "@justesse/types/kinds/about"
import { useT } from "../../i18n/useT.ts"
import { TaskLines } from "../annotate/frames/TaskLines.tsx"
import { useTask } from "../annotate/ui.ts"
import { RowCells } from "../parts/RowCells.tsx"
import styles from "./form.module.css"

/** In the place of a picture: the row that the form is about, or nothing, where the form stands alone. */
export function BareMiddle() {
  const t = useT("asking")
  const cells = useTask((task) => cellsOf(task.about))
  return (
    <main aria-label={t(cells ? "row" : "title")} className={cells ? `${styles.main} ${styles.read}` : styles.alone}>
      {cells && (
        // A text that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles.cells} tabIndex={0}>
          <RowCells cells={cells} label={t("row")} />
        </div>
      )}
      <div className={styles.lines}>
        <TaskLines />
      </div>
    </main>
  )
}
