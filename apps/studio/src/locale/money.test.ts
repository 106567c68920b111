import { describe, expect, it } from "vitest"
import { formatAmount, formatExactAmount, formatMoney, formatPrice } from "./money.ts"

describe("money", () => {
  it("is written to the minor unit of its currency, with a space that does not break", () => {
    expect(formatMoney(264_360_000, "EUR", "en")).toBe("264.36\u00a0€")
    expect(formatMoney(1_264_360_000, "EUR", "fr")).toBe("1\u202f264,36\u00a0€")
    expect(formatMoney(1_200_000_000, "JPY", "en")).toBe("1,200\u00a0¥")
    expect(formatMoney(3_005_000, "TND", "fr")).toBe("3,005\u00a0DT")
    expect(formatMoney(656_000_000, "XOF", "en")).toBe("656\u00a0F\u00a0CFA")
    expect(formatAmount(0, "EUR", "en")).toBe("0.00")
  })

  it("says what one answer costs below the minor unit, and the ledger to the micro-unit", () => {
    expect(formatPrice(295_000, "EUR", "en")).toBe("0.295\u00a0€")
    expect(formatPrice(310_000, "EUR", "en")).toBe("0.31\u00a0€")
    expect(formatPrice(327_168, "EUR", "en")).toBe("0.327\u00a0€")
    expect(formatPrice(4_170, "EUR", "fr")).toBe("0,00417\u00a0€")
    expect(formatPrice(1_405_000, "EUR", "en")).toBe("1.41\u00a0€")
    expect(formatPrice(4_200_000, "JPY", "en")).toBe("4.2\u00a0¥")
    expect(formatPrice(0, "EUR", "en")).toBe("0.00\u00a0€")
    expect(formatExactAmount(310_000, "en")).toBe("0.310000")
    expect(formatExactAmount(-12_000_001, "fr")).toBe("-12,000001")
  })
})
