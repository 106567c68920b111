import { boxShape, LabelId, Ontology, type Region, RegionId } from "@justesse/types"
import { NoteUseful } from "@justesse/types/wire/mentor"
import { expect, it } from "vitest"
import { leafTo, markRegions } from "./marked.ts"

const label = { name: { en: "car" }, key: "1", hasText: false, attributes: [], retired: false }
const ontology = Ontology.parse({ labels: [{ ...label, id: "car", color: "#e69f00" }] })
const region = (id: string, of = "car"): Region => ({
  ...{ id: RegionId.parse(id), label: LabelId.parse(of) },
  geometry: boxShape({ x: 1, y: 1, width: 9, height: 9 }),
})
const [a, b] = [region("a"), region("b", "gone")]
const NOTHING = { label: null, text: null, place: null }
const note = (about: Region | null) => ({
  ...{ note: NoteUseful.shape.note.parse("00000000-0000-4000-8000-000000000001"), region: about?.id ?? null },
  ...{ text: "tighter", atMs: 1, useful: null, about: null, right: NOTHING, contested: false },
})
const answer = (...about: (Region | null)[]) => ({
  body: { regions: [a, b], nothingHere: false },
  notes: about.map(note),
})
const looks = (...given: Parameters<typeof markRegions>) => markRegions(...given).map(({ look }) => look)

it("lets what is written about stand out, and the chosen region before that", () => {
  expect(looks(answer(b), ontology, null)).toEqual(["faint", "strong"])
  expect(looks(answer(b), ontology, a.id)).toEqual(["strong", "faint"])
})

it("draws all as they are where nothing is chosen, and a note is about the whole picture", () => {
  expect(looks(answer(), ontology, null)).toEqual(["plain", "plain"])
  expect(looks(answer(null), ontology, null)).toEqual(["plain", "plain"])
  expect(looks(answer(null), ontology, RegionId.parse("unknown"))).toEqual(["plain", "plain"])
})

it("has each region in the colour of its label, and a colour for one whose label is gone", () => {
  expect(markRegions(answer(), ontology, null).map(({ color }) => color)).toEqual(["#e69f00", "#fff"])
})

it("leafs within what is there", () => {
  expect([leafTo(0, 1, 3), leafTo(2, 1, 3), leafTo(0, -1, 3), leafTo(0, 1, 0)]).toEqual([1, 2, 0, 0])
})
