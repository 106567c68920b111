import type { Budget } from "@justesse/types/wire/pay"
import { describe, expect, it } from "vitest"
import { MONEY } from "../../../testing/money.ts"
import { hasMoney, isClosed, whyFixed } from "./fixed.ts"

const open = { state: "open", names: "open" } as const
const unpaid: Budget = { mode: "salaried", fixed: false, money: null }
const paid = (change: Partial<typeof MONEY>): Budget => ({ mode: "paid", fixed: false, money: { ...MONEY, ...change } })
const EMPTY = { freeMicros: 0, reservedMicros: 0, paidMicros: 0 }

describe("how a project pays", () => {
  it("can be changed where nothing is begun and no money is there", () => {
    expect(whyFixed(open, unpaid)).toBeNull()
    expect(whyFixed(open, paid(EMPTY))).toBeNull()
    for (const mode of ["paid", "salaried", "volunteer"] as const) expect(isClosed(mode, null)).toBe(false)
  })

  it("is fixed while a task is open, and then while money is there or was paid", () => {
    expect(whyFixed(open, { ...unpaid, fixed: true })).toBe("begun")
    expect(whyFixed(open, { ...paid({}), fixed: true })).toBe("begun")
    expect(whyFixed(open, paid({ ...EMPTY, freeMicros: 1 }))).toBe("money")
    expect(whyFixed(open, paid({ ...EMPTY, paidMicros: 1 }))).toBe("money")
    expect(hasMoney(paid({ ...EMPTY, reservedMicros: 1 }))).toBe(true)
    expect(isClosed("volunteer", "money")).toBe(true)
  })

  it("is never paid by the project where names are seen, once it is open", () => {
    expect(whyFixed({ ...open, names: "in_house" }, unpaid)).toBe("names")
    expect(whyFixed({ state: "draft", names: "in_house" }, unpaid)).toBeNull()
    expect([isClosed("paid", "names"), isClosed("volunteer", "names")]).toEqual([true, false])
  })
})
