import { fetchPart } from "../../shell/upgrade/newVersion.ts"
import type { Pressed } from "../parts/runner.ts"
import type { TaskContext } from "./ui.ts"

/** The magnet switched on or off; held down while something is drawn, its key has it on for as long. */
export function toggleMagnet({ engine, ui }: Pick<TaskContext, "engine" | "ui">, { letter }: Pressed): void {
  const setMagnet = (magnet: boolean) => {
    ui.setState({ magnet })
    void fetchPart(() => import("../magnet/switch.ts")).then((part) => {
      if (!part) return ui.setState({ magnet: false })
      const isNow = ui.getState().magnet
      part.switchMagnet(engine, isNow)
      // Said once it is so: a click before its code has come is not taken to an edge.
      ui.setState({ notice: { key: isNow ? "notice.magnetOn" : "notice.magnetOff" } })
    })
  }
  const isOn = !ui.getState().magnet
  setMagnet(isOn)
  if (letter !== "") watchHolding(letter, () => setMagnet(!isOn))
}

/**
 * Calls `back` when the key that was pressed now, by what is on its cap, is let go, if the mouse, pen or finger was pressed or let go meanwhile: it was
 * held, not tapped. No timer decides.
 */
function watchHolding(letter: string, back: () => void): void {
  let isUsed = false
  const use = () => {
    isUsed = true
  }
  const stop = new AbortController()
  const options = { signal: stop.signal, capture: true }
  window.addEventListener("pointerdown", use, options)
  window.addEventListener("pointerup", use, options)
  window.addEventListener("blur", () => stop.abort(), options)
  window.addEventListener(
    "keyup",
    ({ key }) => {
      if (key.toLowerCase() !== letter) return
      stop.abort()
      if (isUsed) back()
    },
    options,
  )
}
