import { documentOf, sceneOf, type Tool } from "@justesse/editor"
import { drawBlob, drawBox, readScenery, type Scenery } from "@justesse/editor/testing/scenery"
import { boundsOfShape, boxShape, RegionId, ringsOf, type Shape } from "@justesse/types"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { CanvasEngine } from "../canvas/engine.ts"
import type { Picture } from "../canvas/picture.ts"
import { EdgeMaps } from "./maps.ts"
import { Magnet } from "./pull.ts"

const SIZE = { width: 400, height: 300 }
const HOW = { ground: 90, thing: 160, blur: 1, noise: 3 }
const BOX = { x: 100, y: 80, width: 200, height: 150 }
const PLAIN = drawBox(SIZE.width, SIZE.height, BOX, HOW)
const CIRCLE = drawBlob(SIZE.width, SIZE.height, { x: 200, y: 150 }, () => 100, HOW)
const NO_KEYS = { alt: false, shift: false }

let frames: (() => void)[] = []
beforeEach(() => {
  frames = []
  vi.stubGlobal("window", globalThis)
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame))
  vi.stubGlobal("cancelAnimationFrame", () => undefined)
})
afterEach(() => vi.unstubAllGlobals())

/** A canvas as large as its picture, at 100 %, with the magnet on, and a region on it or none. */
function open(scenery: Scenery, tool: Tool, region: Shape | null = null) {
  const made: Shape[] = []
  const moved: Shape[] = []
  const id = RegionId.parse("r_magnet")
  const regions = region ? [{ id, geometry: region, label: "thing" as never }] : []
  const scene = sceneOf(documentOf({ regions, nothingHere: false }), ["thing" as never])
  const hooks = {
    created: (shape: Shape) => made.push(shape),
    moved: ({ shape }: { shape: Shape }) => moved.push(shape),
  }
  const engine = new CanvasEngine({ editable: true, mode: "objects", minSidePx: 3, opening: "fit", hooks }, scene)
  engine.open(SIZE, scene, [])
  engine.resize(SIZE)
  engine.setView({ scale: 1, x: 0, y: 0 })
  const picture: Picture = { size: SIZE, levels: [], closed: false, tiles: null, isPrepared: true }
  engine.setPicture(picture)
  engine.setStyle({ ways: { box: "corners", rotated: "rotatedBox", outline: "polygon" } })
  engine.setTool(tool)
  if (region) engine.select(id)
  engine.magnet = new Magnet(engine, new EdgeMaps(() => readScenery(scenery)))
  // The view may lie elsewhere than was asked: the pointer is said in pixels of the picture.
  const at = (x: number, y: number) => ({
    x: engine.view.x + x * engine.view.scale,
    y: engine.view.y + y * engine.view.scale,
  })
  const move = (x: number, y: number) => {
    engine.pointerEvent("pointerMove", at(x, y), NO_KEYS)
    for (let i = 0; i < 100 && frames.length > 0; i++) frames.shift()?.()
  }
  const press = (x: number, y: number) => engine.pointerEvent("pointerDown", at(x, y), NO_KEYS)
  const release = (x: number, y: number) => engine.pointerEvent("pointerUp", at(x, y), NO_KEYS)
  const click = (x: number, y: number) => {
    move(x, y)
    press(x, y)
    release(x, y)
  }
  return { engine, made, moved, move, press, release, click }
}

const near = (value: number | undefined, wanted: number) => expect(Math.abs((value ?? 0) - wanted)).toBeLessThan(1)

test("two clicks beside the corners of a thing make its box, and what was found is shown before each", () => {
  const { engine, made, move, click } = open(PLAIN, "box")
  move(200, 150)
  expect(engine.magnet?.found).toBeNull()
  move(96, 84)
  expect(engine.magnet?.found?.edges).toHaveLength(2)
  near(engine.magnet?.found?.at.x, 100)
  click(96, 84)
  click(304, 226)
  const box = made[0] && boundsOfShape(made[0])
  near(box?.x, 100)
  near(box?.y, 80)
  near(box?.width, 200)
  near(box?.height, 150)
})

test("a drag does the same, and a hand that trembles while it clicks still clicks", () => {
  const drag = open(PLAIN, "box")
  drag.press(105, 76)
  drag.move(200, 150)
  drag.move(297, 234)
  drag.release(297, 234)
  near(drag.made[0] && boundsOfShape(drag.made[0]).width, 200)
  const tremor = open(PLAIN, "box")
  tremor.press(96, 84)
  tremor.move(98, 86)
  tremor.release(98, 86)
  expect(tremor.made).toEqual([])
  expect(tremor.engine.busy).toBe(true)
})

test("switched off, a corner is where the pointer is", () => {
  const { engine, made, click } = open(PLAIN, "box")
  engine.magnet = null
  click(96, 84)
  click(304, 226)
  expect(made).toEqual([boxShape({ x: 96, y: 84, width: 208, height: 142 })])
})

test("a side that is pulled goes to the edge; a press on it alone moves nothing", () => {
  const loose = boxShape({ x: 100, y: 80, width: 230, height: 150 })
  const { moved, move, press, release } = open(PLAIN, "select", loose)
  press(330, 155)
  release(331, 155)
  expect(moved).toEqual([])
  press(330, 155)
  move(320, 155)
  move(304, 155)
  release(304, 155)
  near(moved[0] && boundsOfShape(moved[0]).width, 200)
})

test("three clicks around a circle follow it; a point is taken back with its path, and closing follows it too", () => {
  const { engine, made, move, click } = open(CIRCLE, "outline")
  click(303, 150)
  click(198, 253)
  click(97, 152)
  engine.back()
  move(97, 148)
  click(97, 148)
  move(202, 47)
  click(202, 47)
  move(303, 152)
  engine.pointerEvent(
    "pointerDown",
    { x: engine.view.x + 301 * engine.view.scale, y: engine.view.y + 150 * engine.view.scale },
    NO_KEYS,
  )
  const points = made[0] ? ringsOf(made[0]).flat() : []
  expect(points.length).toBeGreaterThan(12)
  for (const { x, y } of points) expect(Math.abs(Math.hypot(x - 200, y - 150) - 100)).toBeLessThan(1.6)
})

test("a corner of another region takes a point of an outline exactly", () => {
  const { engine, move } = open(PLAIN, "outline", boxShape({ x: 40, y: 40, width: 30, height: 30 }))
  engine.select(null)
  move(72, 68)
  expect(engine.magnet?.found).toMatchObject({ at: { x: 70, y: 70 }, corner: true })
})

test("with Alt, while the picture is moved, and with a tool that does not draw, it does nothing", () => {
  const { engine, move } = open(PLAIN, "box")
  const screen = { x: engine.view.x + 96 * engine.view.scale, y: engine.view.y + 84 * engine.view.scale }
  engine.pointerEvent("pointerMove", screen, { alt: true, shift: false })
  expect(engine.magnet?.found).toBeNull()
  engine.panKeyDown = true
  move(96, 84)
  expect(engine.magnet?.found).toBeNull()
  engine.panKeyDown = false
  engine.setTool("hand")
  move(97, 84)
  expect(engine.magnet?.found).toBeNull()
})

test("a picture that is not there yet leaves the pointer alone; when it comes it is read", () => {
  const { engine, move } = open(PLAIN, "box")
  const { picture } = engine
  engine.setPicture(null)
  move(96, 84)
  expect(engine.magnet?.found).toBeNull()
  engine.setPicture(picture)
  move(97, 84)
  expect(engine.magnet?.found).not.toBeNull()
})
