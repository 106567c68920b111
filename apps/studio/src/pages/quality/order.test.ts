import type { Order } from "@justesse/types/kinds/order"
import { expect, test } from "vitest"
import { orderCsv, spanOf } from "./order.ts"

const row = (name: string, score: number, low: number | null, high: number | null): Order["rows"][number] => ({
  ...{ asset: 1 as Order["rows"][number]["asset"], name, thumbnail: "", score, low, high },
  ...{ rank: 1, group: 0, comparisons: 4 },
})

test("a scale holds every interval, and has a width where there is but one place", () => {
  expect(spanOf([row("a", 0.5, -0.2, 1.2), row("b", -0.5, -2, 0.1)])).toEqual([-2, 1.2])
  expect(spanOf([row("a", 0, null, null)])).toEqual([-1, 1])
})

test("a name with a comma is one cell, and what is not known is empty", () => {
  expect(orderCsv({ rows: [row('a,"b".jpg', 1, null, null)] })).toBe(
    'image,score,low,high,rank,group,comparisons\n"a,""b"".jpg",1,,,1,0,4\n',
  )
})

test("a name that would begin a formula is none in a spreadsheet, and scores below nought are figures", () => {
  expect(orderCsv({ rows: [row("=1+1.jpg", -1, -2, 0)] })).toContain("\n'=1+1.jpg,-1,-2,0,")
})
