import { PLAIN_LOOK } from "@justesse/types"
import { beforeEach, expect, test } from "vitest"
import { filterOf, LOOK_ACTS, openLook, setLook, showNextPicture, theLook } from "./look.ts"

const press = (id: string) => LOOK_ACTS[id]?.({}, { digit: 0, letter: "" })
const now = () => theLook.getState()

beforeEach(() => theLook.setState({ person: null, look: PLAIN_LOOK, compared: false }))

test("a person's look is taken up once, and another person's is not theirs", () => {
  openLook(1, { ...PLAIN_LOOK, brightness: 20 })
  press("look.brighter")
  openLook(1, { ...PLAIN_LOOK, brightness: 20 })
  expect(now().look.brightness).toBe(30)
  openLook(2, undefined)
  expect(now().look).toEqual(PLAIN_LOOK)
})

test("comparing shows the picture as it is, and any change ends it", () => {
  press("look.invert")
  expect(filterOf(now())).not.toBe("")
  press("look.compare")
  expect(filterOf(now())).toBe("")
  expect(now().look.invert).toBe(true)
  setLook({ contrast: 5 })
  expect(now()).toMatchObject({ compared: false, look: { invert: true, contrast: 5 } })
})

test("the next picture is seen as before only when that is wished", () => {
  setLook({ gamma: 2 })
  showNextPicture()
  expect(now().look.gamma).toBe(2)
  setLook({ keep: false })
  showNextPicture()
  expect(now().look).toEqual({ ...PLAIN_LOOK, keep: false })
})
