import { expect, test } from "vitest"
import { changed, listOf } from "./useSearchParams.ts"

test("some words are changed, empty ones leave, the rest stays", () => {
  expect(changed({ q: "price", sort: "name" }, { q: "", regions: "4.." })).toEqual({ sort: "name", regions: "4.." })
  expect(changed({ q: "price" }, { q: undefined })).toEqual({})
})

test("a list keeps what is known, in its own order", () => {
  expect(listOf("settled,open,shut", ["open", "settled"])).toEqual(["open", "settled"])
  expect(listOf(undefined, ["open"])).toEqual([])
})
