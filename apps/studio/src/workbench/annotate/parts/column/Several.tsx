import { allSelected, areAll } from "@justesse/editor"
import { useEffect, useState } from "react"
import { useT } from "../../../../i18n/useT.ts"
import { Cap, useCap } from "../../../../keys/Cap.tsx"
import styles from "../../../parts/frame.module.css"
import { TaskIcon, type TaskIconName } from "../../../parts/icons.tsx"
import { useModel, useTask, useTaskContext } from "../../ui.ts"
import { AttributeLine } from "./AttributeLine.tsx"

/** The head of the list while several regions are selected: how many, and what is done with all of them, always at this place. */
export function SeveralHead() {
  const t = useT("task")
  const { run } = useTaskContext()
  const session = useTask((task) => task.session)
  const all = useTask((task) => task.document.order.length)
  const hidden = useTask((task) => task.hidden)
  const locked = useTask((task) => task.locked)
  const readOnly = useTask((task) => task.readOnly !== null)
  const ids = allSelected(session)
  const [areHidden, areLocked] = [areAll(hidden, ids), areAll(locked, ids)]
  return (
    <div className={`${styles.head} ${styles.oneLine}`}>
      <b className={styles.cut} role="status">
        {t("list.chosen", { count: ids.length, all })}
      </b>
      <Act command="region.hide" icon="eye" name={t(areHidden ? "list.show" : "list.hide")} pressed={areHidden} />
      <Act command="region.lock" icon="lock" name={t(areLocked ? "list.unlock" : "list.lock")} pressed={areLocked} />
      {!readOnly && <Act command="region.delete" icon="trash" name={t("list.delete")} />}
      <button className={`${styles.tiny} ${styles.outRight}`} onClick={() => run("escape")} type="button">
        {t("list.letGo")} <Cap of="escape" />
      </button>
    </div>
  )
}

interface ActProps {
  readonly command: string
  readonly icon: TaskIconName
  readonly name: string
  readonly pressed?: boolean
}

function Act({ command, icon, name, pressed }: ActProps) {
  const { run } = useTaskContext()
  const cap = useCap()
  return (
    <button
      aria-label={name}
      aria-pressed={pressed}
      className={`${styles.tiny} ${styles.icon}`}
      onClick={() => run(command)}
      title={`${name} ${cap(command)}`.trim()}
      type="button"
    >
      <TaskIcon name={icon} />
    </button>
  )
}

/** The attributes of all that is selected, below the list; only once Shift and Ctrl are let go, for until then more rows are picked. */
export function SeveralAttributes() {
  const model = useModel()
  const isHeld = useHeld()
  const region = useTask(({ document, session }) =>
    session.selected === null ? undefined : document.regions.get(session.selected),
  )
  const attributes = model.label(region?.label ?? null)?.attributes ?? []
  if (isHeld || !region || attributes.length === 0) return null
  return (
    <div className={styles.several}>
      {attributes.map((attribute, at) => (
        <AttributeLine attribute={attribute} digit={at + 1} key={attribute.id} region={region} />
      ))}
    </div>
  )
}

/** A press with Shift, Ctrl or Command selected; the key is not let go yet. */
function useHeld(): boolean {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    const read = ({ shiftKey, ctrlKey, metaKey }: MouseEvent | KeyboardEvent) => setHeld(shiftKey || ctrlKey || metaKey)
    const letGo = () => setHeld(false)
    window.addEventListener("click", read, true)
    window.addEventListener("keyup", read, true)
    window.addEventListener("blur", letGo)
    return () => {
      window.removeEventListener("click", read, true)
      window.removeEventListener("keyup", read, true)
      window.removeEventListener("blur", letGo)
    }
  }, [])
  return isHeld
}
