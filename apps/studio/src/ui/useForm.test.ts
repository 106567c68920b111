import fc from "fast-check"
import { expect, it } from "vitest"
import { followed, rebased, startForm } from "./useForm.ts"

it("follows the server while nothing was written, and keeps what was", () => {
  const first = startForm({ name: "a" })
  expect(followed(first, { name: "b" })).toEqual(startForm({ name: "b" }))
  const written = { ...first, form: { name: "mine" } }
  expect(followed(written, { name: "b" })).toEqual({
    shown: { name: "b" },
    opened: { name: "a" },
    form: { name: "mine" },
  })
})

it("follows again once what was written is saved", () => {
  const saved = { shown: { name: "a" }, opened: { name: "mine" }, form: { name: "mine" } }
  expect(followed(saved, saved.shown)).toBe(saved)
  expect(followed(saved, { name: "mine" })).toEqual(startForm({ name: "mine" }))
})

it("does to the latest what was changed here, and nothing else", () => {
  const opened = { name: "a", settings: { paused: false, lease: 30, settle: { votes: 2 } } }
  const mine = { name: "a", settings: { paused: true, lease: 30, settle: { votes: 2 } } }
  const latest = { name: "b", settings: { paused: false, lease: 60, settle: { votes: 2, rules: ["case"] } } }
  const all = { name: "b", settings: { paused: true, lease: 60, settle: { votes: 2, rules: ["case"] } } }
  expect(rebased<object>(opened, mine, latest)).toEqual(all)
})

it("takes a part away that was taken away here, and replaces lists whole", () => {
  expect(rebased<object>({ rules: ["a"], n: 1 }, { n: 1 }, { rules: ["a"], n: 2 })).toEqual({ n: 2 })
  expect(rebased([1], [1, 2], [3])).toEqual([1, 2])
})

it("is mine where only I changed, and the latest where I did not", () => {
  const form = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(fc.integer(), fc.record({ x: fc.integer() })))
  fc.assert(
    fc.property(form, form, (one, other) => {
      expect(rebased(one, other, one)).toEqual(other)
      expect(rebased(one, one, other)).toEqual(other)
    }),
  )
})
