import { boxToScreen } from "@justesse/editor"
import { boxOf } from "@justesse/types"
import { useStore as useZustand } from "zustand"
import { useModel, useTask, useTaskContext } from "../ui.ts"

/** True when the selected region lies where hints are: they move to the right. */
export function useCoversSelected(): boolean {
  const { engine } = useTaskContext()
  const model = useModel()
  const selected = useTask((task) => task.session.selected)
  const moveOut = () => {
    const region = selected === null ? undefined : model.document.regions.get(selected)
    if (!region) return false
    const on = boxToScreen(engine.view, boxOf(region))
    return on.x < 440 && on.y + on.height > engine.screen.height - 64
  }
  return useZustand(model.view, moveOut)
}
