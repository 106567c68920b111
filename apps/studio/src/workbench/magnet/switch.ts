import type { CanvasEngine } from "../canvas/engine.ts"
import { Magnet } from "./pull.ts"

/** The magnet of a canvas switched on or off; nothing where it is so already. */
export function switchMagnet(engine: CanvasEngine, isOn: boolean): void {
  if (isOn === (engine.magnet !== null)) return
  const { magnet } = engine
  engine.magnet = isOn ? new Magnet(engine) : null
  magnet?.close()
  engine.painter.redraw("active")
}
