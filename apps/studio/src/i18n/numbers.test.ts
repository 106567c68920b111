import { createInstance } from "i18next"
import { expect, it, vi } from "vitest"
import { shareNumberWriters } from "./numbers.ts"

it("writes numbers in sentences as everywhere else, and keeps nothing of the calls", async () => {
  const words = createInstance()
  await words.init({ lng: "en", resources: {}, interpolation: { escapeValue: false } })
  shareNumberWriters(words)
  const say = (count: number) => words.t("{{count, number}} of {{all, number}}", { count, all: 12_410.5 })
  expect([say(1_234_567), say(0.12345)]).toEqual(["1,234,567 of 12,410.5", "0.123 of 12,410.5"])
  const made = vi.spyOn(Intl, "NumberFormat")
  for (let n = 0; n < 500; n++) say(n)
  expect(made).not.toHaveBeenCalled()
  made.mockRestore()
})
