import { LabelId, Ontology } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { LabelList, MAX_LABELS } from "./labels.ts"

test("labels keep their order, and the same name is the same label", () => {
  const labels = new LabelList()
  for (const name of ["zebra", "apple", "zebra", "bird house"]) labels.add(name)
  expect(labels.ontology().labels.map((label) => [label.id, label.key])).toEqual([
    ["zebra", "1"],
    ["apple", "2"],
    ["bird house", "3"],
  ])
})

test("any name that is kept gives a valid ontology with ids of its own", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 100 }), { maxLength: 20 }), (names) => {
      const labels = new LabelList()
      const added = names.map((name) => labels.add(name))
      expect(Ontology.safeParse(labels.ontology()).success).toBe(true)
      expect(added.filter((label) => label && !LabelId.safeParse(label.id).success)).toEqual([])
    }),
  )
})

test("names that cannot be ids get one made from them", () => {
  const labels = new LabelList()
  expect(["a(b)", "a[b]", "???", "***"].map((name) => labels.add(name)?.id)).toEqual([
    "a-b-",
    "a-b--2",
    "label",
    "label-2",
  ])
})

test("an empty name, or one label too many, is refused", () => {
  const labels = new LabelList()
  expect(labels.add("")).toBeNull()
  expect(labels.add("a\0")).toBeNull()
  for (let i = 0; i < MAX_LABELS; i++) expect(labels.add(`l${i}`)).not.toBeNull()
  expect(labels.add("more")).toBeNull()
})
