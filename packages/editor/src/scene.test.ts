import { boxOf, boxShape, LabelId, type Region, RegionId } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { orderRegions } from "./arrange/order.ts"
import { addRegion, deleteRegions, newRegion, relabel, reshapeRegion } from "./changes.ts"
import { apply, type Change, documentOf, type EditorDocument } from "./document.ts"
import { LABELS_MAX, planStatic } from "./drawPlan.ts"
import { duplicateOf } from "./duplicates.ts"
import { commit, historyOf, invert, redo, undo } from "./history.ts"
import {
  applyToScene,
  boxAt,
  FLAG_HIDDEN,
  FLAG_LOCKED,
  FLAG_OPEN,
  hasFlag,
  indexIsStale,
  numberOf,
  OVERLAY_LIMIT,
  rankScene,
  rebuildIndex,
  regionsAt,
  regionsWithin,
  type Scene,
  sceneOf,
  searchScene,
  setFlag,
} from "./scene.ts"
import { EMPTY_DOCUMENT } from "./testing/empty.ts"

const sign = LabelId.parse("sign")
const crate = LabelId.parse("crate")
const id = (n: number) => RegionId.parse(`r${n}`)
const at = (n: number, x: number, y: number, side = 10, label = sign): Region =>
  newRegion(id(n), boxShape({ x, y, width: side, height: side }), label)
const bodyOf = (regions: Region[]) => ({ regions, nothingHere: false })
const names = (scene: Scene, slots: number[]) => slots.map((slot) => scene.ids[slot]).sort()

/** A region put into the list where it is wanted, as what is proposed is. */
const insertedAt = (document: EditorDocument, region: Region, wanted: number): Change => {
  const change = addRegion(document, region)
  return { ...change, edits: change.edits.map((edit) => ({ ...edit, at: Math.min(wanted, edit.at) })) }
}

const everything = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 }

describe("the scene follows the document", () => {
  const regions = fc.uniqueArray(fc.tuple(fc.nat(40), fc.nat(300), fc.nat(300)), {
    selector: ([n]) => n,
    maxLength: 30,
  })

  test("a search gives the regions that meet the area, whatever was changed since the index was built", () => {
    fc.assert(
      fc.property(regions, fc.array(fc.tuple(fc.nat(40), fc.nat(300), fc.nat(2)), { maxLength: 30 }), (start, acts) => {
        let history = historyOf(documentOf(bodyOf(start.map(([n, x, y]) => at(n, x, y)))))
        const scene = sceneOf(history.document, [sign, crate])
        for (const [n, x, kind] of acts) {
          const { document } = history
          const present = document.regions.has(id(n))
          let change: Change | null = null
          if (kind === 0) change = present ? null : addRegion(document, at(n, x, x))
          else if (kind === 1)
            change = reshapeRegion(document, id(n), boxShape({ x, y: 1, width: 5, height: 5 }), "change.move")
          else change = deleteRegions(document, [id(n)])
          if (!change) continue
          history = commit(history, change)
          applyToScene(scene, change)
        }
        const area = { x: 50, y: 0, width: 100, height: 150 }
        const expected = [...history.document.regions.values()].filter((region) => {
          const r = boxOf(region)
          return r.x <= 150 && r.x + r.width >= 50 && r.y <= 150 && r.y + r.height >= 0
        })
        expect(names(scene, searchScene(scene, area))).toEqual(expected.map((r) => r.id).sort())
        rebuildIndex(scene)
        expect(names(scene, searchScene(scene, area))).toEqual(expected.map((r) => r.id).sort())
      }),
    )
  })

  test("numbers are given in order; undoing a deletion brings the old one back", () => {
    const document = documentOf(bodyOf([at(1, 0, 0), at(2, 20, 0)]))
    const scene = sceneOf(document, [sign])
    const gone = deleteRegions(document, [id(1)])
    if (!gone) throw new Error("nothing was deleted")
    applyToScene(scene, gone)
    applyToScene(scene, addRegion(document, at(3, 40, 0)))
    applyToScene(scene, invert(gone))
    expect([1, 2, 3].map((n) => numberOf(scene, id(n)))).toEqual([1, 2, 3])
    expect(numberOf(scene, id(99))).toBe(0)
  })

  test("after undo the next box has the next number: 1, 2, 3 and no jump (found B26)", () => {
    const document = documentOf(bodyOf([at(1, 0, 0)]))
    const scene = sceneOf(document, [sign])
    const second = addRegion(document, at(2, 20, 0))
    applyToScene(scene, second)
    applyToScene(scene, addRegion(document, at(3, 40, 0)))
    applyToScene(scene, invert(addRegion(document, at(3, 40, 0))))
    applyToScene(scene, invert(second))
    applyToScene(scene, addRegion(document, at(4, 60, 0)))
    expect(numberOf(scene, id(4))).toBe(2)
    applyToScene(scene, invert(addRegion(document, at(4, 60, 0))))
    applyToScene(scene, second)
    applyToScene(scene, addRegion(document, at(5, 80, 0)))
    expect([2, 5].map((n) => numberOf(scene, id(n)))).toEqual([2, 3])
  })

  test("many new regions make the arrays grow and the index stale; rebuilding makes it fresh", () => {
    const scene = sceneOf(EMPTY_DOCUMENT, [sign])
    for (let n = 0; n <= OVERLAY_LIMIT; n++) applyToScene(scene, addRegion(EMPTY_DOCUMENT, at(n, n, n)))
    expect(indexIsStale(scene)).toBe(true)
    expect(searchScene(scene, everything)).toHaveLength(OVERLAY_LIMIT + 1)
    rebuildIndex(scene)
    expect(indexIsStale(scene)).toBe(false)
    expect(boxAt(scene, 150)).toEqual({ x: 150, y: 150, width: 10, height: 10 })
    expect(searchScene(scene, everything)).toHaveLength(OVERLAY_LIMIT + 1)
  })

  test("a new label changes the style and leaves the index alone", () => {
    const document = documentOf(bodyOf([at(1, 0, 0)]))
    const scene = sceneOf(document, [sign, crate])
    const label = {
      id: crate,
      name: { en: "crate" },
      color: "#e69f00",
      key: null,
      hasText: false,
      attributes: [],
      retired: false,
    }
    const change = relabel(document, id(1), label)
    if (change) applyToScene(scene, change)
    expect(scene.style[0]).toBe(1)
    expect(scene.overlay.size).toBe(0)
  })
})

describe("hit testing", () => {
  const nested = sceneOf(documentOf(bodyOf([at(1, 0, 0, 100), at(2, 10, 10, 20), at(3, 12, 12, 10)])), [sign])

  test("the smallest area comes first", () => {
    expect(regionsAt(nested, { x: 15, y: 15 }, 0)).toEqual(["r3", "r2", "r1"])
    expect(regionsAt(nested, { x: 90, y: 90 }, 0)).toEqual(["r1"])
  })

  test("an edge can be missed by a little, a far place not", () => {
    expect(regionsAt(nested, { x: 103, y: 50 }, 4)).toEqual(["r1"])
    expect(regionsAt(nested, { x: 106, y: 50 }, 4)).toEqual([])
  })

  test("a small neighbour that is only near does not win over the region that the point is in", () => {
    const beside = sceneOf(documentOf(bodyOf([at(1, 0, 0, 50), at(2, 51, 10, 5)])), [sign])
    expect(regionsAt(beside, { x: 49, y: 12 }, 4)).toEqual(["r1", "r2"])
  })

  test("what is hidden is not hit", () => {
    setFlag(nested, id(3), FLAG_HIDDEN, true)
    expect(hasFlag(nested, id(3), FLAG_HIDDEN)).toBe(true)
    expect(regionsAt(nested, { x: 15, y: 15 }, 0)).toEqual(["r2", "r1"])
    setFlag(nested, id(3), FLAG_HIDDEN, false)
    expect(regionsAt(nested, { x: 15, y: 15 }, 0)[0]).toBe("r3")
  })
})

describe("what a frame draws", () => {
  const screen = { width: 800, height: 600 }
  const many = (n: number, side: number) =>
    sceneOf(
      documentOf(
        bodyOf(
          Array.from({ length: n }, (_, i) =>
            at(i, (i * 7) % 700, (i * 11) % 500, side + (i % 9), i % 2 ? sign : crate),
          ),
        ),
      ),
      [sign, crate],
    )

  test("every visible box is in exactly one bucket of its style", () => {
    const scene = many(300, 20)
    const plan = planStatic(scene, { scale: 1, x: 0, y: 0 }, screen)
    expect(plan.drawn).toBe(300)
    expect(plan.buckets.map((b) => b.style)).toEqual([0, 1])
    for (const bucket of plan.buckets) for (const slot of bucket.boxes) expect(scene.style[slot]).toBe(bucket.style)
    expect(new Set(plan.buckets.flatMap((b) => b.boxes)).size).toBe(300)
  })

  test("only what is in sight is drawn", () => {
    const plan = planStatic(many(300, 20), { scale: 1, x: -10_000, y: 0 }, screen)
    expect(plan.drawn).toBe(0)
    expect(plan.labels).toEqual([])
  })

  test("at most 400 labels, those of the largest boxes", () => {
    const scene = many(900, 40)
    const plan = planStatic(scene, { scale: 1, x: 0, y: 0 }, screen)
    expect(plan.labels).toHaveLength(LABELS_MAX)
    const smallest = Math.min(...plan.labels.map((slot) => boxAt(scene, slot).width))
    const left = plan.buckets.flatMap((b) => b.boxes).filter((slot) => !plan.labels.includes(slot))
    for (const slot of left) expect(boxAt(scene, slot).width).toBeLessThanOrEqual(smallest)
  })

  test.each([
    { name: "36 by 12 on the screen gets a label", width: 36, height: 12, labels: 1 },
    { name: "35 wide gets none", width: 35, height: 12, labels: 0 },
    { name: "11 high gets none", width: 36, height: 11, labels: 0 },
  ])("a box $name", ({ width, height, labels }) => {
    const region = newRegion(id(1), boxShape({ x: 10, y: 10, width, height }), sign)
    const scene = sceneOf(documentOf(bodyOf([region])), [sign])
    expect(planStatic(scene, { scale: 1, x: 0, y: 0 }, screen).labels).toHaveLength(labels)
    expect(planStatic(scene, { scale: 1, x: 0, y: 0 }, screen, { labels: false }).labels).toHaveLength(0)
  })

  test("below three pixels a box is one filled rectangle", () => {
    const plan = planStatic(many(50, 10), { scale: 0.1, x: 0, y: 0 }, screen)
    expect(plan.buckets.flatMap((b) => b.tiny)).toHaveLength(50)
    expect(plan.buckets.flatMap((b) => b.boxes)).toHaveLength(0)
  })

  test("the region on the layer above and hidden ones are left out; open ones are dashed", () => {
    const scene = many(4, 20)
    setFlag(scene, id(0), FLAG_HIDDEN, true)
    setFlag(scene, id(1), FLAG_OPEN, true)
    const plan = planStatic(scene, { scale: 1, x: 0, y: 0 }, screen, { skip: new Set([2]) })
    expect(plan.drawn).toBe(2)
    expect(plan.buckets.map((b) => [b.style, b.open])).toEqual(
      [
        [0, false],
        [0, true],
      ].filter(([, open]) => plan.buckets.some((b) => b.open === open)),
    )
    expect(plan.buckets.find((b) => b.open)?.boxes).toEqual([1])
  })

  test("a dirty region redraws only what meets it", () => {
    const scene = sceneOf(documentOf(bodyOf([at(1, 0, 0), at(2, 500, 500)])), [sign])
    const clip = { x: 490, y: 490, width: 40, height: 40 }
    expect(planStatic(scene, { scale: 1, x: 0, y: 0 }, screen, { clip }).buckets.flatMap((b) => b.boxes)).toEqual([1])
  })

  test("while zooming a little the labels stay the same ones; beyond the band they are chosen anew", () => {
    const scene = many(30, 40)
    const final = planStatic(scene, { scale: 1, x: 0, y: 0 }, screen)
    const near = planStatic(scene, { scale: 1.2, x: 0, y: 0 }, screen, { zoomingFrom: final })
    expect(near.labelScale).toBe(1)
    for (const slot of near.labels) expect(final.labels).toContain(slot)
    expect(planStatic(scene, { scale: 1.3, x: 0, y: 0 }, screen, { zoomingFrom: final }).labelScale).toBe(1.3)
  })
})

describe("drawn twice", () => {
  const document = documentOf(bodyOf([at(1, 0, 0, 100), at(2, 1, 1, 100), at(3, 1, 1, 100, crate), at(4, 40, 40, 100)]))
  const scene = sceneOf(document, [sign, crate])
  const duplicatesIn = (now: EditorDocument, places: Scene) =>
    now.order.map((one) => [one, duplicateOf(now, places, one)]).filter(([, earlier]) => earlier !== null)

  test("the later of two boxes of one label that nearly coincide is pointed out", () => {
    expect(duplicatesIn(document, scene)).toEqual([["r2", "r1"]])
    expect(duplicateOf(document, scene, id(1))).toBeNull()
  })

  test("removing the twin and undoing it brings the hint back", () => {
    const change = deleteRegions(document, [id(2)])
    if (!change) throw new Error("nothing was deleted")
    const gone = commit(historyOf(document), change)
    expect(duplicatesIn(gone.document, scene)).toEqual([])
    expect(duplicatesIn(undo(gone).document, scene)).toHaveLength(1)
    expect(duplicateOf(document, scene, id(77))).toBeNull()
  })
})

describe("an order of the list that was changed by hand", () => {
  const start = documentOf(bodyOf([at(1, 0, 0), at(2, 0, 0), at(3, 0, 0, 4)]))
  const scene = sceneOf(start, [sign])

  test("says which of regions that lie on each other is pressed first; a smaller one stays before larger ones", () => {
    expect(regionsAt(scene, { x: 2, y: 2 }, 0)).toEqual(["r3", "r2", "r1"])
    const change = orderRegions(start, [id(2)], "first") ?? expect.fail()
    rankScene(scene, change, apply(start, change).order)
    expect(regionsAt(scene, { x: 2, y: 2 }, 0)).toEqual(["r3", "r1", "r2"])
    applyToScene(scene, addRegion(EMPTY_DOCUMENT, at(4, 0, 0)))
    expect(regionsAt(scene, { x: 2, y: 2 }, 0)).toEqual(["r3", "r4", "r1", "r2"])
  })

  test("holds over whatever is drawn, deleted, put elsewhere and taken back (property)", () => {
    const act = fc.record({
      kind: fc.constantFrom("draw", "delete", "propose", "undo", "redo", "first", "up", "down", "last"),
      of: fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let history = historyOf(documentOf(bodyOf([at(1, 0, 0), at(2, 0, 0), at(3, 0, 0)])))
        const places = sceneOf(history.document, [sign])
        let made = 3
        for (const { kind, of } of acts) {
          const { document, undos, redos } = history
          const ids = of.flatMap((n) => document.order[n] ?? [])
          const change =
            kind === "undo"
              ? (undos.slice(-1).map(invert)[0] ?? null)
              : kind === "redo"
                ? (redos.at(-1) ?? null)
                : kind === "draw"
                  ? addRegion(document, at(++made, 0, 0))
                  : kind === "delete"
                    ? deleteRegions(document, ids)
                    : kind === "propose"
                      ? insertedAt(document, at(++made, 0, 0), of[0] ?? 0)
                      : orderRegions(document, ids, kind)
          if (!change) continue
          history = kind === "undo" ? undo(history) : kind === "redo" ? redo(history) : commit(history, change)
          applyToScene(places, change)
          rankScene(places, change, history.document.order)
          expect(regionsAt(places, { x: 2, y: 2 }, 0)).toEqual([...history.document.order].reverse())
        }
      }),
      { numRuns: 500 },
    )
  })

  test("a frame takes nothing that is hidden or locked", () => {
    setFlag(scene, id(1), FLAG_LOCKED, true)
    setFlag(scene, id(2), FLAG_HIDDEN, true)
    expect(regionsWithin(scene, everything)).toEqual(["r3", "r4"])
  })
})
