import { type Box, boxShape, type RegionId, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import type { Handle } from "../shapes/contract.ts"
import { type DrawWays, handleOfShapeAt } from "../shapes/list.ts"
import type { ToolEvent } from "./events.ts"
import {
  changedShape,
  drawnPreview,
  type Gesture,
  type GestureStep,
  isIdle,
  isPanning,
  NO_GESTURE,
  stepGesture,
  type Tool,
  USUAL_WAYS,
} from "./gesture.ts"
import { nextUnder } from "./select.ts"

const limits = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const id = (name: string) => name as RegionId // a test's own id
const boxes: Record<string, Box> = {
  big: { x: 50, y: 50, width: 200, height: 200 },
  small: { x: 100, y: 100, width: 40, height: 40 },
  locked: { x: 300, y: 10, width: 50, height: 50 },
}

type Play = {
  readonly tool?: Tool
  readonly ways?: Partial<DrawWays>
  readonly selected?: string
  readonly also?: readonly string[]
  readonly grown?: Handle
  readonly panning?: boolean
}

const event =
  (type: "pointerDown" | "pointerMove" | "pointerUp", alt = false, shift = false) =>
  (x: number, y: number): ToolEvent => ({
    type,
    at: { x, y },
    screen: { x: x * 2, y: y * 2 },
    alt,
    shift,
  })
const down = event("pointerDown")
const altDown = event("pointerDown", true)
const move = event("pointerMove")
const up = event("pointerUp")
const point = (x: number, y: number): ToolEvent[] => [down(x, y), up(x, y)]
const cancel: ToolEvent = { type: "cancel" }

function play(events: readonly ToolEvent[], given: Play = {}) {
  const { tool = "select", selected, panning = false, grown = null } = given
  const ways: DrawWays = { ...USUAL_WAYS, rotated: "rotatedBox", outline: "polygon", ...given.ways }
  let gesture: Gesture = NO_GESTURE
  let active: RegionId | null = selected === undefined ? null : id(selected)
  const created: Shape[] = []
  const moved: GestureStep["moved"][] = []
  const pans: { x: number; y: number }[] = []
  const toggled: RegionId[] = []
  const framed: NonNullable<GestureStep["framed"]>[] = []
  for (const one of events) {
    const inside = (b: Box, at: { x: number; y: number }) =>
      at.x >= b.x && at.y >= b.y && at.x <= b.x + b.width && at.y <= b.y + b.height
    const scene = {
      selected: active,
      also: given.also === undefined ? null : given.also.map(id),
      handleAt: (at: { x: number; y: number }) => {
        const box = active === null ? undefined : boxes[active]
        return box ? handleOfShapeAt(boxShape(box), at, 5) : null
      },
      regionsAt: (at: { x: number; y: number }) =>
        Object.entries(boxes)
          .filter(([, b]) => inside(b, at))
          .sort(([, a], [, b]) => a.width * a.height - b.width * b.height)
          .map(([name]) => id(name)),
      shapeOf: (which: RegionId) => {
        const box = boxes[which]
        return box ? boxShape(box) : null
      },
      isLocked: (which: RegionId) => which === "locked",
    }
    const step = stepGesture(gesture, one, { tool, ways, scene, slopPx: 4, limits, grown, panning })
    gesture = step.gesture
    if (step.created) created.push(step.created)
    if (step.moved) moved.push(step.moved)
    if (step.pan) pans.push(step.pan)
    if (step.toggle) toggled.push(step.toggle)
    if (step.framed) framed.push(step.framed)
    if (step.select !== undefined) active = step.select
  }
  return { created, moved, pans, toggled, framed, selected: active, gesture }
}

const corner = (index: number): Handle => ({ part: "point", ring: 0, index })
const side = (index: number): Handle => ({ part: "side", ring: 0, index })

describe("the box tool", () => {
  test.each([
    {
      name: "a drag creates one box",
      events: [down(10, 10), move(30, 40), up(30, 40)],
      box: { x: 10, y: 10, width: 20, height: 30 },
    },
    {
      name: "two clicks create the same box",
      events: [down(10, 10), up(11, 10), move(30, 40), down(30, 40), up(30, 40)],
      box: { x: 10, y: 10, width: 20, height: 30 },
    },
    {
      name: "a trembling click is still a click",
      events: [down(10, 10), move(12, 11), up(12, 11), move(30, 40), down(30, 40), up(30, 40)],
      box: { x: 10, y: 10, width: 20, height: 30 },
    },
    {
      name: "a box may start on top of other boxes",
      events: [down(110, 110), move(130, 130), up(130, 130)],
      box: { x: 110, y: 110, width: 20, height: 20 },
    },
  ])("$name", ({ events, box }) => {
    const end = play(events, { tool: "box" })
    expect(end.created).toEqual([boxShape(box)])
    expect(isIdle(end.gesture)).toBe(true)
  })

  test.each([
    { name: "Escape between two clicks", events: [down(10, 10), up(10, 10), cancel] },
    { name: "Escape in a drag", events: [down(10, 10), move(60, 60), cancel, up(60, 60)] },
    { name: "Escape before any move", events: [down(10, 10), cancel, up(10, 10)] },
    { name: "a speck", events: [down(10, 10), move(16, 11), up(16, 11)] },
    { name: "moving about without pressing", events: [move(1, 1), move(90, 90), up(90, 90)] },
  ])("$name leaves no box", ({ events }) => {
    const end = play(events, { tool: "box" })
    expect(end.created).toEqual([])
    expect(isIdle(end.gesture)).toBe(true)
  })

  test("after Escape the next press is a first corner, not a second", () => {
    const events = [down(10, 10), up(10, 10), cancel, down(30, 40), up(31, 40)]
    const end = play(events, { tool: "box" })
    expect(end.created).toEqual([])
    expect(drawnPreview(end.gesture, limits)?.set).toEqual([{ x: 30, y: 40 }])
  })

  test("the corners in hand follow the pointer between two clicks", () => {
    const end = play([down(10, 10), up(10, 10), move(44, 55)], { tool: "box" })
    const { line = [], set } = drawnPreview(end.gesture, limits) ?? {}
    expect([line[0], line[2], set]).toEqual([{ x: 10, y: 10 }, { x: 44, y: 55 }, [{ x: 10, y: 10 }]])
  })

  test("on and beside the selected box a press draws (found B2); with Alt its handle is resized", () => {
    const drawn = play([down(250, 250), move(260, 255), up(260, 255)], { tool: "box", selected: "big" })
    expect(drawn).toMatchObject({ created: [{ x: 250, y: 250, width: 10, height: 5 }], moved: [] })
    const end = play([altDown(250, 250), move(260, 255), up(260, 255)], { tool: "box", selected: "big" })
    expect(end.created).toEqual([])
    expect(end.moved).toEqual([
      { id: "big", shape: boxShape({ x: 50, y: 50, width: 210, height: 205 }), handle: corner(2) },
    ])
  })

  test("a press on a handle that is seen enlarged pulls it, whatever lies there; beside it the press draws", () => {
    const pulled = play([down(250, 250), move(260, 255), up(260, 255)], {
      tool: "box",
      selected: "big",
      grown: corner(2),
    })
    expect(pulled.created).toEqual([])
    expect(pulled.moved).toMatchObject([{ id: "big", shape: { width: 210, height: 205 }, handle: corner(2) }])
  })

  test("clicks may mean the four outermost points, in any order; a drag is two corners all the same", () => {
    const ways = { box: "outermost" } as const
    const clicks = [...point(60, 20), ...point(90, 50), ...point(30, 45), ...point(55, 80)]
    expect(play(clicks, { tool: "box", ways }).created).toEqual([boxShape({ x: 30, y: 20, width: 60, height: 60 })])
    expect(play([down(10, 10), move(30, 40), up(30, 40)], { tool: "box", ways }).created).toEqual([
      boxShape({ x: 10, y: 10, width: 20, height: 30 }),
    ])
  })

  test("Alt-click selects what lies there instead of drawing", () => {
    expect(play([altDown(110, 110), up(110, 110)], { tool: "box" })).toMatchObject({ selected: "small", created: [] })
  })
})

describe("the tool for rotated boxes", () => {
  test("two clicks are a side, the third says how far the other side is; a drag sets the side", () => {
    const third = point(100, 90)
    const expected = [{ type: "rotatedBox", x: 100, y: 50, width: 100, height: 40, rotation: 0 }]
    expect(play([...point(100, 50), ...point(200, 50), ...third], { tool: "rotated" }).created).toEqual(expected)
    expect(play([down(100, 50), move(200, 50), up(200, 50), ...third], { tool: "rotated" }).created).toEqual(expected)
  })

  test("Shift turns the side by whole 15°", () => {
    const shiftDown = event("pointerDown", false, true)
    const events = [
      ...point(100, 100),
      shiftDown(190, 112),
      event("pointerUp", false, true)(190, 112),
      shiftDown(95, 160),
    ]
    const [made] = play(events, { tool: "rotated" }).created
    expect(made).toMatchObject({ type: "rotatedBox", rotation: 15 })
  })

  test("a side without length, or a width below the limit, makes nothing", () => {
    expect(play([...point(100, 50), ...point(200, 50), ...point(150, 51)], { tool: "rotated" }).created).toEqual([])
    expect(play([...point(100, 50), ...point(100, 50), ...point(150, 90)], { tool: "rotated" }).created).toEqual([])
  })
})

describe("the tool for outlines", () => {
  const three = [...point(10, 10), ...point(110, 20), ...point(60, 90)]
  const ring = [
    { x: 10, y: 10 },
    { x: 110, y: 20 },
    { x: 60, y: 90 },
  ]
  const made = [{ type: "polygon", rings: [ring] }]

  test.each([
    { name: "a key", end: [{ type: "finish" }] as ToolEvent[] },
    { name: "a press on the first point", end: [down(13, 12), up(13, 12)] },
    { name: "a press on the last point once more", end: [down(60, 91), up(60, 91)] },
  ])("is closed by $name", ({ end }) => {
    const played = play([...three, ...end], { tool: "outline" })
    expect(played.created).toEqual(made)
    expect(isIdle(played.gesture)).toBe(true)
  })

  test("two points are not closed by anything", () => {
    const played = play([...point(10, 10), ...point(110, 20), { type: "finish" }], { tool: "outline" })
    expect(played.created).toEqual([])
    expect(isIdle(played.gesture)).toBe(false)
  })

  test("points are taken back one by one, and with the first one there is nothing", () => {
    const back: ToolEvent = { type: "back" }
    const once = play([...three, back, ...point(50, 80), { type: "finish" }], { tool: "outline" })
    expect(once.created).toEqual([{ type: "polygon", rings: [[ring[0], ring[1], { x: 50, y: 80 }]] }])
    expect(isIdle(play([...three, back, back, back], { tool: "outline" }).gesture)).toBe(true)
  })

  test("four corners are whole with the fourth, where a project asks for them", () => {
    const events = [...three, ...point(12, 70)]
    const ways = { outline: "quad" } as const
    expect(play(events, { tool: "outline", ways }).created).toEqual([
      { type: "quad", points: [...ring, { x: 12, y: 70 }] },
    ])
  })

  test("it is dropped by Escape, and what lies outside of the picture is drawn at its border", () => {
    expect(play([...three, cancel, { type: "finish" }], { tool: "outline" }).created).toEqual([])
    const outside = [...point(-50, 10), ...point(110, 20), ...point(60, 900), { type: "finish" } as ToolEvent]
    expect(play(outside, { tool: "outline" }).created).toEqual([
      {
        type: "polygon",
        rings: [
          [
            { x: 0, y: 10 },
            { x: 110, y: 20 },
            { x: 60, y: 300 },
          ],
        ],
      },
    ])
  })
})

test("with the text tool a click at the edge of the selected line takes the line it touches (found B2)", () => {
  expect(play([down(139, 110), up(139, 110)], { tool: "text", selected: "big" }).selected).toBe("small")
  expect(play([down(251, 120), up(251, 120)], { tool: "text", selected: "big" }).selected).toBeNull()
  expect(play([altDown(250, 250), move(260, 255), up(260, 255)], { tool: "text", selected: "big" }).moved).toHaveLength(
    1,
  )
})

describe("the select tool", () => {
  test("the smallest region under the pointer is taken", () => {
    expect(play([down(110, 110), up(110, 110)]).selected).toBe("small")
    expect(play([down(200, 200), up(200, 200)]).selected).toBe("big")
  })

  test("a press on nothing selects nothing", () => {
    expect(play([down(5, 5), up(5, 5)], { selected: "big" }).selected).toBeNull()
  })

  test("a click does not move anything, a tremble neither", () => {
    expect(play([down(110, 110), move(112, 111), up(112, 111)]).moved).toEqual([])
  })

  test("a drag moves the region, once, on release", () => {
    const end = play([down(110, 110), move(115, 120), move(120, 130), up(120, 130)])
    expect(end.moved).toEqual([
      { id: "small", shape: boxShape({ x: 110, y: 120, width: 40, height: 40 }), handle: null },
    ])
  })

  test("what is in the hand can be seen before it is let go", () => {
    const end = play([down(110, 110), move(120, 110)])
    expect(changedShape(end.gesture)).toEqual({
      id: "small",
      shape: boxShape({ x: 110, y: 100, width: 40, height: 40 }),
    })
  })

  test("Escape while moving or resizing leaves no trace", () => {
    expect(play([down(110, 110), move(150, 150), cancel, up(150, 150)]).moved).toEqual([])
    expect(play([down(50, 120), move(20, 120), cancel, up(20, 120)], { selected: "big" }).moved).toEqual([])
  })

  test("a drag that comes back to where it began is no step", () => {
    expect(play([down(110, 110), move(150, 150), up(110, 110)]).moved).toEqual([])
  })

  test("handles come before what lies under them", () => {
    const end = play([down(100, 120), move(90, 120), up(90, 120)], { selected: "small" })
    expect(end.moved).toEqual([
      { id: "small", shape: boxShape({ x: 90, y: 100, width: 50, height: 40 }), handle: side(3) },
    ])
  })

  test("Alt-click walks through the regions under the pointer", () => {
    expect(play([altDown(110, 110), up(110, 110)], { selected: "small" }).selected).toBe("big")
    expect(play([altDown(110, 110), up(110, 110)], { selected: "big" }).selected).toBe("small")
  })

  test("a locked region is selected and stays where it is", () => {
    const end = play([down(320, 30), move(360, 60), up(360, 60)])
    expect(end).toMatchObject({ selected: "locked", moved: [] })
    expect(play([down(300, 30), move(280, 30), up(280, 30)], { selected: "locked" }).moved).toEqual([])
  })

  test("the next one underneath goes around; of nothing there is no next", () => {
    expect(nextUnder([id("a"), id("b")], null)).toBe("a")
    expect(nextUnder([id("a"), id("b")], id("b"))).toBe("a")
    expect(nextUnder([], id("b"))).toBeNull()
  })
})

describe("several regions", () => {
  const isMany = { selected: "big", also: ["small"] }

  test("Shift and a press take one more or let it go, and move nothing", () => {
    const shiftDown = event("pointerDown", false, true)
    expect(play([shiftDown(110, 110), move(150, 150), up(150, 150)], { also: [] })).toMatchObject({
      ...{ toggled: ["small"], moved: [], selected: null },
    })
  })

  test("a frame over nothing takes what lies in it; with Shift beside what is selected", () => {
    const framed = play([down(20, 20), move(40, 300), up(280, 280)], { also: [] })
    expect(framed.framed).toEqual([{ box: { x: 20, y: 20, width: 260, height: 260 }, adds: false }])
    const more = play([event("pointerDown", false, true)(20, 20), move(280, 280), up(280, 280)], isMany)
    expect([more.framed[0]?.adds, more.selected]).toEqual([true, "big"])
    expect(play([down(20, 20), up(21, 21)], isMany)).toMatchObject({ framed: [], selected: null })
    expect(play([down(20, 20), move(280, 280), up(280, 280)]).framed).toEqual([])
  })

  test("one of them is dragged without the others being let go; a click takes it alone", () => {
    const dragged = play([down(110, 110), move(120, 130), up(120, 130)], isMany)
    expect([dragged.moved[0]?.id, dragged.selected]).toEqual(["small", "big"])
    expect(play([down(110, 110), up(110, 110)], isMany).selected).toBe("small")
  })
})

describe("the hand", () => {
  test("moves the picture by what the pointer moved on the screen", () => {
    const end = play([down(10, 10), move(15, 10), move(15, 30), up(15, 30)], { tool: "hand" })
    expect(end.pans).toEqual([
      { x: 10, y: 0 },
      { x: 0, y: 40 },
    ])
    expect(isIdle(end.gesture)).toBe(true)
  })

  test("Space turns any tool into the hand for one gesture", () => {
    const end = play([down(10, 10), move(15, 10)], { tool: "box", panning: true })
    expect(end.created).toEqual([])
    expect(isPanning(end.gesture)).toBe(true)
  })

  test("Escape lets go", () => {
    expect(isPanning(play([down(10, 10), cancel], { tool: "hand" }).gesture)).toBe(false)
    expect(play([move(10, 10)], { tool: "hand" }).pans).toEqual([])
  })
})
