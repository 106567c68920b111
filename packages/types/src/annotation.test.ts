import { describe, expect, test } from "vitest"
import { AnnotationBody, EMPTY_BODY, Region, WorkBody } from "./annotation.ts"
import { boundsOf, reachesOutside } from "./geometry.ts"
import { LABEL_COLORS, labelColor, Ontology } from "./ontology.ts"
import { Decision } from "./review.ts"

const PLACE = { type: "box", x: 1.5, y: 2, width: 3, height: 4 }
const BOX = { id: "r1", geometry: PLACE, label: "sign" }
const placed = (change: object) => ({ ...BOX, geometry: { ...PLACE, ...change } })

describe("an answer", () => {
  test.each([
    { name: "nothing yet", body: EMPTY_BODY, fits: true },
    { name: "nothing here, said on purpose", body: { regions: [], nothingHere: true }, fits: true },
    { name: "a box", body: { regions: [BOX], nothingHere: false }, fits: true },
    { name: "a box partly outside", body: { regions: [placed({ x: -20 })], nothingHere: false }, fits: true },
    { name: "nothing here with a box", body: { regions: [BOX], nothingHere: true }, fits: false },
    { name: "one id twice", body: { regions: [BOX, BOX], nothingHere: false }, fits: false },
    { name: "a box of no size", body: { regions: [placed({ width: 0 })], nothingHere: false }, fits: false },
    { name: "NaN", body: { regions: [placed({ x: Number.NaN })], nothingHere: false }, fits: false },
    { name: "a shape nobody knows", body: { regions: [placed({ type: "circle" })], nothingHere: false }, fits: false },
    { name: "a key nobody knows", body: { regions: [{ ...BOX, z: 1 }], nothingHere: false }, fits: false },
    { name: "a label with U+0000", body: { regions: [{ ...BOX, label: "a\0" }], nothingHere: false }, fits: false },
  ])("with $name: $fits", ({ body, fits }) => expect(AnnotationBody.safeParse(body).success).toBe(fits))

  test("a proposal stands in work and in no answer", () => {
    const body = { regions: [{ ...BOX, proposed: true }], nothingHere: false }
    expect(WorkBody.parse(body)).toEqual(body)
    expect(AnnotationBody.safeParse(body).success).toBe(false)
    expect(WorkBody.safeParse({ ...body, regions: [{ ...BOX, proposed: false }] }).success).toBe(false)
    expect(WorkBody.safeParse({ ...body, nothingHere: true }).success).toBe(false)
  })

  test("says of a text every mark there is, and no other one", () => {
    const read = (marks: readonly string[]) =>
      Region.safeParse({ ...BOX, transcript: { value: "ab", marks, parts: [{ from: 0, to: 1, mark: marks.at(-1) }] } })
    expect(read(["illegible", "unsure", "struck"]).success).toBe(true)
    expect(read(["illegible", "unsure", "struck", "foreign"]).success).toBe(true)
    expect(read(["strange"]).success).toBe(false)
  })

  test("keeps a text to the letter", () => {
    const value = "  Total : 12,50 €\n\u200f"
    expect(Region.parse({ ...BOX, transcript: { value } }).transcript?.value).toBe(value)
  })
})

describe("bounds", () => {
  test("of points is the smallest box around them", () => {
    expect(
      boundsOf([
        { x: 3, y: 9 },
        { x: -1, y: 2 },
        { x: 5, y: 4 },
      ]),
    ).toEqual({ x: -1, y: 2, width: 6, height: 7 })
  })
  test.each([
    { points: [] },
    { points: [{ x: 1, y: 1 }] },
    {
      points: [
        { x: 1, y: 1 },
        { x: 1, y: 5 },
      ],
    },
  ])("of $points are none", ({ points }) => {
    expect(boundsOf(points)).toBeNull()
  })
  test("that touch the edge are inside, beyond it outside", () => {
    const size = { width: 10, height: 10 }
    expect(reachesOutside({ x: 0, y: 0, width: 10, height: 10 }, size)).toBe(false)
    expect(reachesOutside({ x: 0, y: 0, width: 10.01, height: 10 }, size)).toBe(true)
    expect(reachesOutside({ x: -0.5, y: 0, width: 1, height: 1 }, size)).toBe(true)
  })
})

describe("labels", () => {
  test("begin with the eight colours that differ for everybody, then go on without end", () => {
    expect(LABEL_COLORS.map((_, i) => labelColor(i))).toEqual([...LABEL_COLORS])
    const more = Array.from({ length: 40 }, (_, i) => labelColor(8 + i))
    expect(more.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true)
    expect(new Set(more).size).toBe(40)
  })
  test("must not share an id", () => {
    const label = {
      id: "sign",
      name: { en: "sign" },
      color: "#ffffff",
      key: null,
      hasText: false,
      attributes: [],
      retired: false,
    }
    expect(Ontology.safeParse({ labels: [label] }).success).toBe(true)
    expect(Ontology.safeParse({ labels: [label, label] }).success).toBe(false)
  })
})

test("a decision settles and cannot reject: there is no such case (I8)", () => {
  const reason = { code: "text", clause: null, note: "" }
  expect(Decision.safeParse({ outcome: "proposal", reason }).success).toBe(true)
  expect(Decision.safeParse({ outcome: "reject", reason }).success).toBe(false)
  expect(Decision.safeParse({ outcome: "take", reason }).success).toBe(false)
})
