import { expect, test } from "vitest"
import { AnnotationBody, Region } from "../annotation.ts"
import { secondOf, TaskAbout, toLeaseAbout } from "./about.ts"
import { drawnLabels, ontologyOfKind, thingLabels, withThingLabels } from "./asked.ts"
import { checkedRegion, verdictOf } from "./checked.ts"

const region = Region.parse({ id: "r", label: "car", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } })
const about = { type: "region", region, source: { type: "import", import: 1 } } as const
const answer = (label: string, more: object = {}) =>
  AnnotationBody.parse({ regions: [{ id: "a", label, geometry: { type: "whole" }, ...more }], nothingHere: false })

test("a region is left as it was checked: corrected where it was, with the verdict and its reason", () => {
  const rests = [{ region: "a", method: "vote" as const, confidence: 0.7, submissions: ["s"] }]
  expect(checkedRegion(about, answer("right"), rests)).toEqual({
    region: { ...region, check: { verdict: "right" } },
    provenance: { region: "r", method: "vote", confidence: 0.7, submissions: ["s"] },
  })
  const correction = { geometry: { type: "box", x: 5, y: 6, width: 7, height: 8 }, label: "bus" }
  const fixed = checkedRegion(about, answer("fix", { fixed: correction }), rests).region
  expect(fixed).toMatchObject({ id: "r", ...correction, check: { verdict: "fix" } })
  const wrong = checkedRegion(about, answer("wrong", { attributes: { reason: "twice" } }), []).region
  expect(wrong).toEqual({ ...region, check: { verdict: "wrong", reason: "twice" } })
  // A correction beside another answer is none.
  expect(checkedRegion(about, answer("right", { fixed: correction }), []).region.geometry).toEqual(region.geometry)
  expect(verdictOf(answer("car"))).toBeNull()
  expect(checkedRegion(about, answer("car"), []).region).toEqual(region)
})

test("whoever holds a task is told nothing of where its region comes from", () => {
  const shown = { left: () => "second" as const, media: () => ({ full: "/f", preview: "/p", thumbnail: "/t" }) }
  expect(toLeaseAbout(TaskAbout.parse(about), shown)).toEqual({ type: "region", region })
  const returned = { type: "returned", found: [{ region, verdict: "wrong", reason: "nothing" }] } as const
  expect(toLeaseAbout(TaskAbout.parse(returned), shown)).toEqual(returned)
  const size = { width: 3, height: 4 }
  const pair = TaskAbout.parse({ type: "pair", second: 77, size })
  expect(toLeaseAbout(pair, shown)).toEqual({ type: "pair", left: "second", size, media: shown.media() })
  expect([pair, TaskAbout.parse(returned), null].map((one) => secondOf(one))).toEqual([77, null, null])
})

test("a project of checks always has the four answers; labels of what is checked stand beside them", () => {
  const car = { ...labelOf("car"), name: { en: "car" } }
  const made = ontologyOfKind("verification", { labels: [car] })
  expect(made.labels.map(({ id }) => id)).toEqual(["right", "fix", "wrong", "cannot_tell"])
  const grown = withThingLabels(made, { labels: [car] })
  expect(thingLabels(grown).labels).toEqual([car])
  expect(drawnLabels(grown)).toHaveLength(5)
  // Somebody who saves a form from before takes none of them away, and may call an answer otherwise.
  const named = made.labels.map((label) => (label.id === "right" ? { ...label, name: { en: "yes" } } : label))
  const saved = ontologyOfKind("verification", { ...made, labels: named }, grown)
  expect(saved.answers?.subjects).toEqual([car])
  expect(saved.labels[0]?.name.en).toBe("yes")
  // Elsewhere the labels of things are a project's own.
  expect(thingLabels({ labels: [car] }).labels).toEqual([car])
  expect(withThingLabels({ labels: [] }, { labels: [car] })).toEqual({ labels: [car] })
})

function labelOf(id: string) {
  const [first] = ontologyOfKind("verification", { labels: [] }).labels
  return { ...(first ?? expect.fail()), id: id as never, attributes: [] }
}
