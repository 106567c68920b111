import { toImage } from "@justesse/editor"
import type { MouseEvent } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { useModel, useTask, useTaskContext } from "../annotate/ui.ts"
import { Pin } from "../questions/Pins.tsx"
import styles from "./form.module.css"
import { formOf } from "./model.ts"

/** Over the picture: a pin for each place that is said, with the number of its question; while one is in hand a press says it. */
export function Places() {
  const t = useT("asking")
  const { engine } = useTaskContext()
  const model = useModel()
  const form = formOf(model)
  useTask(({ document }) => document)
  useZustand(form.view)
  const isDisabled = useTask((task) => task.readOnly !== null)
  const { now } = form
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // A press of Enter or Space has no place.
    if (!now || event.detail === 0) return
    const box = event.currentTarget.getBoundingClientRect()
    const { x, y } = toImage(engine.view, { x: event.clientX - box.left, y: event.clientY - box.top })
    const { width, height } = model.size
    if (x >= 0 && y >= 0 && x <= width && y <= height) form.say(now.id, { x, y })
  }
  return (
    <>
      {form.asked.map(({ id }) => {
        const value = form.values.get(id)
        const number = form.fields.findIndex((one) => one.id === id) + 1
        return typeof value === "object" && "x" in value ? <Pin key={id} point={value} text={String(number)} /> : null
      })}
      {now?.field.kind === "point" && !isDisabled && (
        <button aria-label={t("place.how")} className={styles.press} onClick={press} type="button" />
      )}
    </>
  )
}
