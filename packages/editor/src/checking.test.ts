import { Region, RegionId, WHOLE } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { beginFix, dropFix, findInFix, findSaid, takeFix, writeFix } from "./checking.ts"
import { apply, type Change, documentOf, type EditorDocument } from "./document.ts"
import { commit, historyOf, undo } from "./history.ts"

const asked = Region.parse({
  id: "asked",
  label: "car",
  geometry: { type: "box", x: 1, y: 2, width: 30, height: 40 },
  transcript: { value: "12,50" },
})
const empty = documentOf({ regions: [], nothingHere: false })
const [one, two, three] = ["one", "two", "three"].map((id) => RegionId.parse(id)) as [RegionId, RegionId, RegionId]
const applied = (document: EditorDocument, change: Change | null) => (change ? apply(document, change) : document)

describe("a thing that is corrected in place", () => {
  test("comes under the hands as it is asked about; taken, it is the answer with what it should be", () => {
    const fixing = applied(empty, beginFix(empty, asked, one))
    expect(findInFix(fixing)).toEqual({ ...asked, id: one })
    expect(findSaid(fixing)).toBeNull()
    const taken = applied(fixing, takeFix(fixing, two))
    expect(findInFix(taken)).toBeNull()
    const { geometry, label, transcript } = asked
    expect(findSaid(taken)).toEqual({
      id: two,
      geometry: WHOLE,
      label: "fix",
      fixed: { geometry, label, transcript },
    })
    expect(taken.order).toEqual([two])
  })

  test("takes the place of what was said before, and of nothing", () => {
    const said = documentOf({
      regions: [Region.parse({ id: "w", label: "wrong", geometry: WHOLE })],
      nothingHere: false,
    })
    expect(applied(said, beginFix(said, asked, one)).order).toEqual([one])
    const nothing = documentOf({ regions: [], nothingHere: true })
    const fixing = applied(nothing, beginFix(nothing, asked, one))
    expect(fixing.nothingHere).toBe(false)
  })

  test("begins where it was left the last time", () => {
    const fixing = applied(empty, beginFix(empty, asked, one))
    const written = applied(fixing, writeFix(fixing, "12,90"))
    const taken = applied(written, takeFix(written, two))
    const again = applied(taken, beginFix(taken, asked, three))
    expect(findInFix(again)?.transcript).toEqual({ value: "12,90" })
  })

  test("is left as it was, and each step can be taken back", () => {
    const fixing = applied(empty, beginFix(empty, asked, one))
    expect(applied(fixing, dropFix(fixing)).order).toEqual([])
    expect([dropFix(empty), takeFix(empty, one), writeFix(empty, "x")]).toEqual([null, null, null])
    expect(writeFix(fixing, "12,50")).toBeNull()
    const history = commit(historyOf(empty), beginFix(empty, asked, one))
    expect(undo(history).document).toEqual(empty)
  })
})
