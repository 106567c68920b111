import { boundsOfShape, type Region, type RegionId, type Shape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { answerOf } from "../document.ts"
import { after, cornersOf, crate, id, label, lit, open, region, sign } from "../testing/arranging.ts"
import { limitsOf } from "../workspace/editing.ts"
import { copiedText, fitCopies, movedTo, type Place, readCopied } from "./copied.ts"

const limits = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const here: Place = { ontology: { labels: [crate, sign] }, shapes: ["box", "quad"], limits }
const ids = (...names: readonly string[]): RegionId[] => names.map(id)
const paste = (regions: readonly Region[], names: readonly string[], place = here) =>
  ({ act: "paste", regions: fitCopies(regions, ids(...names), place), byPx: 12 }) as const

test("copies go to the pointer together, as far as the picture has room", () => {
  const placed = [region("a", 10), region("b", 100)]
  const boxes = (at: { x: number; y: number }) =>
    movedTo(placed, at, limits).map(({ geometry }) => boundsOfShape(geometry))
  const [a, b] = boxes({ x: 200, y: 200 })
  const middle = a && b && { x: (a.x + b.x + b.width) / 2, y: a.y + a.height / 2 }
  expect(middle).toEqual({ x: 200, y: 200 })
  expect((b?.x ?? 0) - (a?.x ?? 0)).toBe(90)
  expect(boxes({ x: 0, y: 0 })[0]).toMatchObject({ x: 0, y: 0 })
})

describe("copied regions as a text", () => {
  const read: Region = {
    ...region("a", 10),
    attributes: { [lit.id]: true },
    transcript: { value: "STOP" },
    foreign: { coco: 1 },
    flags: { crowd: true },
  }

  test("are read back as they are, without the text and what a file said", () => {
    const { transcript: _text, foreign: _foreign, ...kept } = read
    expect(readCopied(copiedText([read, region("b", 60)]))).toEqual([kept, region("b", 60)])
  })

  test("are read back to the bit whatever their shape: rings, holes, parts, corners, rotations", () => {
    const coordinate = fc.double({ min: -50, max: 400, noNaN: true }).map((one) => one + 0) // JSON has no -0
    const point = fc.record({ x: coordinate, y: coordinate })
    const far = [
      { x: -60, y: -61 },
      { x: 410, y: 411 },
    ]
    const ring = fc.array(point, { minLength: 1, maxLength: 6 }).map((points) => [...points, ...far])
    const sides = {
      width: fc.double({ min: 1, max: 90, noNaN: true }),
      height: fc.double({ min: 1, max: 90, noNaN: true }),
    }
    const place = { x: coordinate, y: coordinate, ...sides }
    const shape: fc.Arbitrary<Shape> = fc.oneof(
      fc.array(ring, { minLength: 1, maxLength: 4 }).map((rings) => ({ type: "polygon" as const, rings })),
      fc.record({ type: fc.constant("rotatedBox" as const), ...place, rotation: fc.integer({ min: -359, max: 359 }) }),
      fc.record({ type: fc.constant("box" as const), ...place }),
    )
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 3 }), (drawn) => {
        const regions = drawn.map((geometry, n) => ({ ...region(`r${n}`, 10), geometry }))
        expect(readCopied(copiedText(regions))).toEqual(regions)
      }),
    )
  })

  test("a copy of a proposal is nobody's proposal", () => {
    const offer = { ...region("a", 10), proposed: true, origin: { source: "model", score: 0.5 } } as const
    expect(readCopied(copiedText([offer]))).toEqual([region("a", 10)])
  })

  test.each([
    "",
    "a word",
    "justesse/regions/1 ",
    "justesse/regions/1 {",
    'justesse/regions/1 [{"id":"a"}]',
    "justesse/regions/2 []",
    "[]",
  ])("any other text is none: %s", (text) => expect(readCopied(text)).toBeNull())

  test("a text that was shortened or changed anywhere is none, or regions that are valid", () => {
    const text = copiedText([read])
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        const regions = readCopied(text.slice(0, at) + put + text.slice(at + 1))
        expect(regions === null || readCopied(copiedText(regions)) !== null).toBe(true)
      }),
    )
  })
})

describe("copies have a place in another picture", () => {
  test("where their label is in use, their shape is drawn and the picture has room", () => {
    const quad = {
      type: "quad",
      corners: [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 9],
      ],
    } as unknown
    const copied = [
      region("a", 10),
      region("b", 60, 10, label("gone")),
      { ...region("c", 60), geometry: quad } as Region,
    ]
    const names = ids("n1", "n2", "n3")
    expect(fitCopies(copied, names, { ...here, shapes: ["box"] }).map((one) => one.id)).toEqual(["n1"])
    const retired = { labels: [{ ...crate, retired: true }] }
    expect(fitCopies([region("a", 10)], names, { ...here, ontology: retired })).toEqual([])
    const small = { ...limits, picture: { width: 30, height: 300 } }
    expect(fitCopies([region("a", 10)], names, { ...here, limits: small })).toEqual([])
  })

  test("inside it, and with what their label has here", () => {
    const small = { ...limits, picture: { width: 50, height: 25 } }
    const copied = [{ ...region("a", 300, 200), attributes: { [lit.id]: true } }]
    const [fits] = fitCopies(copied, ids("n1"), { ...here, limits: small })
    expect(fits).toMatchObject({ geometry: { x: 10, y: 5 }, attributes: { [lit.id]: true } })
    const bare = { labels: [{ ...crate, attributes: [] }] }
    expect(fitCopies(copied, ids("n1"), { ...here, ontology: bare })[0]?.attributes).toBeUndefined()
  })

  test("a word stays a word of its line where that was copied too", () => {
    const copied = [region("line", 10), { ...region("word", 10), parent: id("line") }]
    expect(fitCopies(copied, ids("n1", "n2"), here)[1]?.parent).toBe("n1")
    expect(fitCopies(copied.slice(1), ids("n1"), here)[0]?.parent).toBeUndefined()
  })
})

describe("pasting", () => {
  test("lays copies beside what is there, once more beside those, and selects them", () => {
    const task = open([region("a", 10), region("b", 60)])
    const copied = readCopied(copiedText([region("a", 10), region("b", 60)])) ?? []
    const once = after(task, paste(copied, ["n1", "n2"]))
    const twice = after(once, paste(copied, ["n3", "n4"]))
    expect(cornersOf(once).slice(2)).toEqual([
      [22, 22],
      [72, 22],
    ])
    expect(cornersOf(twice).slice(4)).toEqual([
      [34, 34],
      [84, 34],
    ])
    expect([once.session.selected, once.session.also]).toEqual(["n1", ["n2"]])
    expect(after(twice, { act: "undo" }).document.order).toEqual(once.document.order)
  })

  test("lays them where they were in a picture where nothing is there, and takes 'nothing here' back", () => {
    const empty = after(open(), { act: "nothingHere" })
    const pasted = after(empty, paste([region("a", 10)], ["n1"]))
    expect([cornersOf(pasted), pasted.document.nothingHere]).toEqual([[[10, 10]], false])
    expect(after(pasted, { act: "undo" }).document.nothingHere).toBe(true)
  })

  test("does nothing where an answer cannot be changed, or nothing fits", () => {
    const sent = open([region("a", 10)], { readOnly: "sent" })
    expect(after(sent, paste([region("a", 10)], ["n1"]))).toBe(sent)
    expect(after(open(), paste([], [])).history.undos).toEqual([])
  })

  test("as often as one likes gives each copy an id of its own inside the picture, and an answer that holds them", () => {
    const places = fc.record({ x: fc.integer({ min: -50, max: 450 }), y: fc.integer({ min: -50, max: 350 }) })
    fc.assert(
      fc.property(fc.array(places, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (at, times) => {
        const copied = at.map(({ x, y }, n) => region(`r${n}`, x, y))
        let task = open()
        for (let time = 0; time < times; time++)
          task = after(
            task,
            paste(
              copied,
              copied.map((_, n) => `c${time}x${n}`),
            ),
          )
        expect(new Set(task.document.order).size).toBe(at.length * times)
        expect(answerOf(task.document).regions).toHaveLength(at.length * times)
        const { width, height } = limitsOf(task).picture
        for (const place of cornersOf(task)) {
          const [x = -1, y = -1] = place ?? []
          expect(x >= 0 && y >= 0 && x + 40 <= width && y + 20 <= height).toBe(true)
        }
      }),
    )
  })
})
