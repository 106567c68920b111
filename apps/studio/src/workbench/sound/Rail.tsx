import { useT } from "../../i18n/useT.ts"
import { useCap } from "../../keys/Cap.tsx"
import { useTask, useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { TaskIcon, type TaskIconName } from "../parts/icons.tsx"
import { useHeard, useShown } from "./context.ts"

/** The acts at the edge, each with its letter. */
export function Rail() {
  const t = useT("sound")
  const task = useT("task")
  const begun = useShown(({ hand }) => hand.beganMs !== null)
  const repeats = useHeard((heard) => heard.repeats)
  const chosen = useTask(({ session }) => session.selected !== null)
  const readOnly = useTask((task) => task.readOnly !== null)
  const undo = useTask((task) => task.undoLabel)
  const redo = useTask((task) => task.redoLabel)
  const view = useShown((shown) => shown.view)
  const seconds = Math.max(1, Math.round((view.toMs - view.fromMs) / 1_000))
  const named = (key: string, label: string | null) => (label ? task(`${key}What`, { what: task(label) }) : task(key))
  return (
    <nav aria-label={t("rail")} className={frame.tools}>
      <Button
        disabled={readOnly}
        icon="wave"
        name={t(begun ? "act.endHere" : "act.begin")}
        of="sound.begin"
        pressed={begun}
      />
      <hr />
      <Button disabled={readOnly || !chosen} icon="split" name={t("act.split")} of="sound.split" />
      <Button disabled={readOnly || !chosen} icon="join" name={t("act.join")} of="sound.join" />
      <Button icon="repeat" name={t("act.repeat")} of="sound.repeat" pressed={repeats} />
      <Button disabled={readOnly} icon="pauses" name={t("act.pauses")} of="sound.pauses" />
      <hr />
      <Button disabled={!undo} icon="undo" name={named("tools.undo", undo)} of="undo" />
      <Button disabled={!redo} icon="redo" name={named("tools.redo", redo)} of="redo" />
      <hr />
      <Button icon="fit" name={t("act.all")} of="sound.all" />
      <span className={`${frame.sm} ${frame.dim}`} title={t("seen")}>
        {t("seconds", { seconds })}
      </span>
    </nav>
  )
}

interface ButtonProps {
  readonly icon: TaskIconName
  readonly of: string
  readonly name: string
  readonly pressed?: boolean
  readonly disabled?: boolean
}

function Button({ icon, of, name, pressed, disabled }: ButtonProps) {
  const { run } = useTaskContext()
  const cap = useCap()(of)
  return (
    <button
      aria-label={name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => run(of)}
      title={`${name} ${cap}`.trim()}
      type="button"
    >
      <TaskIcon name={icon} />
      <span aria-hidden="true" className={frame.k}>
        {cap.length === 1 && cap}
      </span>
    </button>
  )
}
