import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { toggleMagnet } from "./magnet.ts"
import { createTaskUi, type TaskContext } from "./ui.ts"

// It is fetched when the key is pressed: here before, so that no test ends while it is on its way.
beforeAll(async () => {
  await import("../magnet/switch.ts")
})

let page = new EventTarget()
beforeEach(() => {
  page = new EventTarget()
  vi.stubGlobal("window", page)
})
afterEach(() => vi.unstubAllGlobals())

const send = (type: string, key?: string) => page.dispatchEvent(Object.assign(new Event(type), { key }))

/** Pressing the key that is on the cap `M`, and whether the magnet is on. */
function opened() {
  const ui = createTaskUi({ boxClicks: "corners", labelAfter: false })
  // The canvas has it as soon as the page says so.
  const engine = { magnet: null as object | null }
  Object.defineProperty(engine, "magnet", { get: () => (ui.getState().magnet ? {} : null) })
  const context = { ui, engine } as unknown as Pick<TaskContext, "engine" | "ui">
  return {
    press: (letter = "m") => toggleMagnet(context, { digit: 0, letter }),
    isOn: () => ui.getState().magnet,
  }
}

test("a tap switches the magnet on and off", () => {
  const { press, isOn } = opened()
  for (const wanted of [true, false]) {
    press()
    send("keyup", "m")
    expect(isOn()).toBe(wanted)
  }
})

test("held while something is drawn it is on for as long, whatever other key is let go meanwhile", () => {
  const { press, isOn } = opened()
  press()
  send("pointerdown")
  send("pointerup")
  send("keyup", "Shift")
  send("keyup", "1")
  expect(isOn()).toBe(true)
  send("keyup", "M")
  expect(isOn()).toBe(false)
})

test("from its button, or where the window is left with the key down, it stays", () => {
  const { press, isOn } = opened()
  press("")
  send("pointerdown")
  send("keyup", "m")
  expect(isOn()).toBe(true)
  press()
  press()
  send("pointerdown")
  send("blur")
  send("keyup", "m")
  expect(isOn()).toBe(true)
})
