import {
  boundsOfShape,
  boxShape,
  doCross,
  Ontology,
  Region,
  RegionId,
  ringsOf,
  type Shape,
  type WorkRegion,
} from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addRegion, deleteRegions, relabel, reshapeRegion } from "../changes.ts"
import { apply, bodyOf, documentOf } from "../document.ts"
import { copiesOf, duplicateOf } from "../duplicates.ts"
import { commit, historyOf, invert, undo } from "../history.ts"
import { applyToScene, sceneOf } from "../scene.ts"
import type { About, RuleName } from "./contract.ts"
import { doRingsCross, findCrossing, uncrossRing } from "./crossings.ts"
import { farOutside } from "./reshape.ts"
import { RULES } from "./rules.ts"
import {
  findWarnings,
  forgetKept,
  keepWarning,
  mendWarning,
  openWarnings,
  renewWarnings,
  type Warnings,
} from "./warnings.ts"

const LIMITS = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const ONTOLOGY = Ontology.parse({
  labels: [
    { id: "plain", name: { en: "plain" }, color: "#e69f00", key: null, hasText: false, retired: false, attributes: [] },
    { id: "note", name: { en: "note" }, color: "#56b4e9", key: null, hasText: true, retired: false, attributes: [] },
    {
      ...{ id: "sign", name: { en: "sign" }, color: "#009e73", key: null, hasText: false, retired: false },
      attributes: [
        { id: "lit", name: { en: "lit" }, kind: "yes_no", required: true, options: [] },
        { id: "dirty", name: { en: "dirty" }, kind: "yes_no", required: false, options: [] },
      ],
    },
  ],
})
const id = (name: string) => RegionId.parse(name)
const region = (name: string, geometry: Shape, label = "plain", more: object = {}): WorkRegion => ({
  ...Region.parse({ id: name, geometry, label, ...more }),
})
const box = (x: number, y: number, width = 50, height = 40) => boxShape({ x, y, width, height })
const polygon = (...ring: (readonly [number, number])[]): Shape => ({
  type: "polygon",
  rings: [ring.map(([x, y]) => ({ x, y }))],
})
/** A square with a hole that begins so far to the right, and is 40 pixels wide. */
const holed = (left: number): Shape => ({
  type: "polygon",
  rings: [
    [
      { x: 100, y: 100 },
      { x: 180, y: 100 },
      { x: 180, y: 180 },
      { x: 100, y: 180 },
    ],
    [
      { x: left, y: 120 },
      { x: left + 40, y: 120 },
      { x: left + 40, y: 160 },
      { x: left, y: 160 },
    ],
  ],
})
const BOW_TIE = polygon([100, 100], [200, 200], [200, 100], [100, 200])

function about(regions: readonly WorkRegion[], more: Partial<About> = {}): About {
  const document = documentOf({ regions: [...regions], nothingHere: false })
  const nobody = () => null
  return {
    document,
    kind: "boxes",
    ontology: ONTOLOGY,
    limits: LIMITS,
    duplicateOf: nobody,
    copiesOf: () => [],
    tightened: nobody,
    ...more,
  }
}
const rulesOf = (one: WorkRegion, more: Partial<About> = {}) =>
  findWarnings(one.id, about([one], more)).map(({ rule }) => rule)
/** The region after what is said first about it was mended; null where it is gone, undefined where only a person can. */
function mended(one: WorkRegion, more: Partial<About> = {}): WorkRegion | null | undefined {
  const now = about([one], more)
  const [warning] = findWarnings(one.id, now)
  const change = warning && mendWarning(warning, now)
  return change ? (apply(now.document, change).regions.get(one.id) ?? null) : undefined
}

describe("what the coach says", () => {
  test("nothing about an ordinary region, and nothing about what a model proposes", () => {
    expect(rulesOf(region("a", box(10, 10)))).toEqual([])
    expect(rulesOf({ ...region("a", box(-20, 10)), proposed: true })).toEqual([])
    expect(findWarnings(id("gone"), about([]))).toEqual([])
    // A hole, a part beside it, and a part that touches it.
    for (const left of [120, 190, 180]) expect(rulesOf(region("a", holed(left)))).toEqual([])
  })

  test.each<{ name: string; one: WorkRegion; rule: RuleName; more?: Partial<About> }>([
    { name: "an outline that crosses itself", one: region("a", BOW_TIE), rule: "crosses" },
    { name: "an outline whose hole reaches beyond it", one: region("a", holed(150)), rule: "rings" },
    { name: "a box that reaches outside of the picture", one: region("a", box(-6, 10)), rule: "outside" },
    { name: "a box two pixels wide", one: region("a", box(10, 10, 2, 40)), rule: "tiny" },
    { name: "a duplicate", one: region("b", box(10, 10)), rule: "twice", more: { duplicateOf: () => id("a") } },
    {
      name: "a box far from the edges of the picture",
      one: region("a", box(10, 10)),
      rule: "far",
      more: { tightened: () => box(20, 20, 30, 20) },
    },
    { name: "a required attribute that is not answered", one: region("a", box(10, 10), "sign"), rule: "attribute" },
    { name: "a text that is not written", one: region("a", box(10, 10), "note"), rule: "text" },
  ])("$name", ({ one, rule, more }) => expect(rulesOf(one, more)).toEqual([rule]))

  test("says how far, with which other region, and which attribute", () => {
    const found = (one: WorkRegion, more: Partial<About> = {}) => findWarnings(one.id, about([one], more))[0]
    expect(found(region("a", box(-6.2, 10)))).toEqual({ id: "a", rule: "outside", pixels: 7 })
    expect(found(region("b", box(10, 10)), { duplicateOf: () => id("a") })).toMatchObject({ other: "a" })
    expect(found(region("a", box(10, 10), "sign"))).toMatchObject({ attribute: "lit" })
  })

  test("near the edges of the picture is near enough, and what is answered, written or marked is done", () => {
    expect(rulesOf(region("a", box(10, 10)), { tightened: () => box(11, 10, 50, 41) })).toEqual([])
    expect(rulesOf(region("a", box(10, 10), "sign", { attributes: { lit: false } }))).toEqual([])
    const text = (value: string, ...marks: string[]) => ({ transcript: { value, marks } })
    expect(rulesOf(region("a", box(10, 10), "note", text("SALE")))).toEqual([])
    expect(rulesOf(region("a", box(10, 10), "note", text("", "illegible")))).toEqual([])
    expect(rulesOf(region("a", box(10, 10), "note", text("  ")))).toEqual(["text"])
  })

  test("lines of a document are counted as not read, and not said one by one", () => {
    expect(rulesOf(region("a", box(10, 10), "note"), { kind: "transcription" })).toEqual([])
  })
})

describe("what the coach mends", () => {
  test("an outline is untangled with the points that it has", () => {
    const after = mended(region("a", BOW_TIE))
    const ring = after ? ringsOf(after.geometry).flat() : []
    expect(findCrossing(ring)).toBeNull()
    expect(ring).toHaveLength(4)
    expect(boundsOfShape(after?.geometry ?? BOW_TIE)).toEqual({ x: 100, y: 100, width: 100, height: 100 })
  })

  test("what reaches outside comes inside: boxes and outlines are cut, what is rotated is moved", () => {
    const cut = mended(region("a", box(-6, 280)))
    expect(cut?.geometry).toEqual(box(0, 280, 44, 20))
    const outline = mended(region("a", polygon([-10, 20], [50, 20], [50, 320])))
    expect(outline?.geometry).toEqual(polygon([0, 20], [50, 20], [50, 300]))
    const rotated = mended(region("a", { type: "rotatedBox", x: -20, y: 100, width: 80, height: 40, rotation: 30 }))
    expect(rotated && farOutside(rotated.geometry, LIMITS)).toBeLessThan(0.01)
    expect(rotated?.geometry).toMatchObject({ type: "rotatedBox", rotation: 30 })
  })

  test("a speck and a duplicate go", () => {
    expect(mended(region("a", box(10, 10, 2, 40)))).toBeNull()
    expect(mended(region("b", box(10, 10)), { duplicateOf: () => id("a") })).toBeNull()
  })

  test("what is far from the edges is tightened to them", () => {
    const tight = box(20, 20, 30, 20)
    expect(mended(region("a", box(10, 10)), { tightened: () => tight })?.geometry).toEqual(tight)
  })

  test("nobody answers or writes for a person", () => {
    expect(mended(region("a", box(10, 10), "sign"))).toBeUndefined()
    expect(mended(region("a", box(10, 10), "note"))).toBeUndefined()
    expect(mended(region("a", holed(150)))).toBeUndefined()
  })

  test("whatever an outline is: after mending none of its sides cross, and none of its points is lost", () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) })
    const ring = fc.uniqueArray(point, { minLength: 3, maxLength: 12, selector: ({ x, y }) => `${x} ${y}` })
    const sorted = (points: readonly { x: number; y: number }[]) => points.map(({ x, y }) => `${x} ${y}`).sort()
    fc.assert(
      fc.property(ring, (points) => {
        const after = uncrossRing(points)
        if (after === null) return
        expect(findCrossing(after)).toBeNull()
        expect(sorted(after)).toEqual(sorted(points))
      }),
    )
  })

  test("a crossing is found where any two sides cross, and nowhere else", () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 40 }) })
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 9 }), (ring) => {
        const sideAt = (n: number) => [ring[n % ring.length], ring[(n + 1) % ring.length]] as const
        const isCrossed = ring.some((_, i) =>
          ring.some((__, k) => {
            const [[a, b], [c, d]] = [sideAt(i), sideAt(k)]
            return a !== undefined && b !== undefined && c !== undefined && d !== undefined && doCross(a, b, c, d)
          }),
        )
        const found = findCrossing(ring)
        expect(found !== null).toBe(isCrossed)
        if (found) {
          const [[a, b], [c, d]] = [sideAt(found[0]), sideAt(found[1])]
          expect(a && b && c && d && doCross(a, b, c, d)).toBe(true)
        }
      }),
    )
  })

  test("two rings cross where any side of one crosses any of the other, whatever each does to itself", () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 40 }) })
    const some = fc.array(point, { minLength: 3, maxLength: 7 })
    fc.assert(
      fc.property(some, some, (one, other) => {
        const sides = (ring: typeof one) => ring.flatMap((a, n) => [[a, ring[(n + 1) % ring.length] ?? a] as const])
        const isCrossed = sides(one).some(([a, b]) => sides(other).some(([c, d]) => doCross(a, b, c, d)))
        expect(doRingsCross([one, other])).toBe(isCrossed)
        expect(doRingsCross([one])).toBe(false)
      }),
    )
  })

  test("an outline of five thousand points is looked at too, and mended where two of them changed places", () => {
    const ring = Array.from({ length: 5_000 }, (_, n) => {
      const angle = (n / 5_000) * 2 * Math.PI
      return { x: 200 + 90 * Math.cos(angle), y: 150 + 90 * Math.sin(angle) }
    })
    expect(findCrossing(ring)).toBeNull()
    const [first, second] = [ring[1_200], ring[1_201]]
    const swapped = first && second ? [...ring.slice(0, 1_200), second, first, ...ring.slice(1_202)] : []
    expect(findCrossing(swapped)).toEqual([1_199, 1_201])
    expect(uncrossRing(swapped)).toEqual(ring)
  })

  test("each step it makes can be taken back", () => {
    for (const one of [region("a", BOW_TIE), region("a", box(-6, 10)), region("a", box(10, 10, 2, 40))]) {
      const now = about([one])
      const [warning] = findWarnings(one.id, now)
      const change = warning && mendWarning(warning, now)
      expect(change?.edits[0]?.before).toEqual(one)
    }
  })
})

describe("what is still said", () => {
  const regions = [region("a", box(-6, 10)), region("b", box(10, 10), "sign"), region("c", box(100, 100))]
  const all = renewWarnings(new Map(), new Set(regions.map((one) => one.id)), about(regions))
  const said = (selected: string[] = [], kept = new Set<string>()) =>
    openWarnings(all, kept, selected.map(id)).map((one) => `${one.id} ${one.rule}`)

  test("all that was found; what a person is about to do is not, while its region is selected", () => {
    expect(said()).toEqual(["a outside", "b attribute"])
    expect(said(["b"])).toEqual(["a outside"])
    expect(said(["a"])).toEqual(["a outside", "b attribute"])
    expect(Object.entries(RULES).flatMap(([name, { waits }]) => (waits ? [name] : []))).toEqual(["attribute", "text"])
  })

  test("what is kept stays away until its region changes", () => {
    const [first] = openWarnings(all, new Set(), [])
    const kept = first ? keepWarning(new Set(), first) : new Set<string>()
    expect(said([], new Set(kept))).toEqual(["b attribute"])
    expect(forgetKept(kept, new Set([id("c")]))).toBe(kept)
    expect(said([], new Set(forgetKept(kept, new Set([id("a")]))))).toEqual(["a outside", "b attribute"])
  })

  test("a change that changes nothing about it leaves the very same list; a region that is gone is said nothing about", () => {
    expect(renewWarnings(all, new Set([id("a"), id("c")]), about(regions))).toBe(all)
    const without = renewWarnings(all, new Set([id("a")]), about(regions.slice(1)))
    expect([...without.keys()]).toEqual(["b"])
    const moved = [region("a", box(0, 10)), ...regions.slice(1)]
    expect(renewWarnings(all, new Set([id("a")]), about(moved)).has(id("a"))).toBe(false)
  })

  test("a warning that names another region goes with it", () => {
    const two = [region("a", box(10, 10)), region("b", box(10, 10))]
    const copied: Partial<About> = { duplicateOf: (one) => (one === "b" ? id("a") : null) }
    const found = renewWarnings(new Map(), new Set([id("a"), id("b")]), about(two, copied))
    expect([...found.keys()]).toEqual(["b"])
    expect(renewWarnings(found, new Set([id("a")]), about(two.slice(1))).size).toBe(0)
    expect(bodyOf(about(two).document).regions).toHaveLength(2)
  })

  test("of copies is what looking at all of them would find, whichever of two was drawn, moved, relabelled or came back (property)", () => {
    const act = fc.record({
      kind: fc.constantFrom("draw", "move", "relabel", "delete", "undo"),
      of: fc.nat(5),
      x: fc.constantFrom(10, 11, 90),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 24 }), (acts) => {
        let history = historyOf(about([region("0", box(10, 10)), region("1", box(90, 10))]).document)
        const labels = ONTOLOGY.labels.filter(({ id }) => id !== "note")
        const scene = sceneOf(
          history.document,
          labels.map(({ id }) => id),
        )
        let made = 1
        let found: Warnings = new Map()
        for (const { kind, of, x } of acts) {
          const { document } = history
          const one = document.order[of % Math.max(1, document.order.length)] ?? id("none")
          const change = {
            draw: () => addRegion(document, region(`${++made}`, box(x, 10))),
            move: () => reshapeRegion(document, one, box(x, 10), "change.move"),
            relabel: () => relabel(document, one, labels[x === 10 ? 0 : 1] ?? expect.fail()),
            delete: () => deleteRegions(document, [one]),
            undo: () => history.undos.slice(-1).map(invert)[0] ?? null,
          }[kind]()
          if (!change) continue
          history = kind === "undo" ? undo(history) : commit(history, change)
          applyToScene(scene, change)
          const now = history.document
          const all: About = {
            ...{ ...about([]), document: now },
            duplicateOf: (id) => duplicateOf(now, scene, id),
            copiesOf: (id) => copiesOf(now, scene, id),
          }
          found = renewWarnings(found, new Set(change.edits.map((edit) => edit.id)), all)
          expect(new Map([...found].sort())).toEqual(
            new Map([...renewWarnings(new Map(), new Set(now.order), all)].sort()),
          )
        }
      }),
      { numRuns: 500 },
    )
  })
})
