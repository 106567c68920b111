import { expect, test } from "vitest"
import { shownAs, sidesOf, verdictFor } from "./sides.ts"

const media = (name: string) => ({ full: `/f/${name}`, preview: "", thumbnail: "" })
const pair = (left: "first" | "second") =>
  ({ type: "pair", left, size: { width: 2, height: 2 }, media: media("b") }) as const
const lease = (left: "first" | "second") => ({ media: media("a"), size: { width: 1, height: 1 }, about: pair(left) })

test.each(["first", "second"] as const)("where %s stands left, what is said never depends on the side", (left) => {
  const [one, other] = sidesOf(lease(left)) ?? []
  expect([one?.which, other?.which].sort()).toEqual(["first", "second"])
  expect(one?.which).toBe(left)
  expect(one?.media.full).toBe(left === "first" ? "/f/a" : "/f/b")
  expect(verdictFor(pair(left), "left")).toBe(left)
  expect(verdictFor(pair(left), "right")).not.toBe(left)
  for (const act of ["left", "right", "none", "neither"] as const)
    expect(shownAs(pair(left), verdictFor(pair(left), act))).toBe(act)
})

test("of a task about one nothing is said of two", () => {
  expect(sidesOf({ ...lease("first"), about: undefined })).toBeNull()
  expect(verdictFor(null, "left")).toBeNull()
  expect(verdictFor(pair("first"), "much")).toBeNull()
  expect(shownAs(null, "first")).toBeNull()
})
