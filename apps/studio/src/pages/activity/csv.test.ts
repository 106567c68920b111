import { expect, it } from "vitest"
import { activityCsv } from "./csv.ts"

it("writes one line an event, with quotes doubled", () => {
  const row = {
    id: 1,
    atMs: 0,
    who: 'Léa "L"',
    what: "version.frozen",
    detail: { version: 3, pictures: 40 },
    undo: null,
  }
  expect(activityCsv([row])).toBe(
    'at,who,what,detail\n1970-01-01T00:00:00.000Z,"Léa ""L""",version.frozen,"version=3 pictures=40"\n',
  )
})

it("lets no name or detail begin a formula in a spreadsheet (found T26, E-01)", () => {
  for (const who of ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\tx", "\rx"]) {
    const row = { id: 1, atMs: 0, who, what: "version.frozen", detail: {}, undo: null }
    expect(activityCsv([row])).toContain(`,"'${who}",`)
  }
})
