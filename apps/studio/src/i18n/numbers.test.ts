import i18next from "i18next"
import { afterEach, expect, it, vi } from "vitest"
import { startLanguage } from "./index.ts"

afterEach(() => void vi.unstubAllGlobals())

it("writes numbers in sentences as everywhere else, and keeps nothing of the calls", async () => {
  vi.stubGlobal("navigator", { language: "en-GB" })
  vi.stubGlobal("document", { documentElement: { lang: "" } })
  await startLanguage()
  const say = (count: number) => i18next.t("{{count, number}} of {{all, number}}", { count, all: 12_410.5 })
  expect([say(1_234_567), say(0.12345)]).toEqual(["1,234,567 of 12,410.5", "0.123 of 12,410.5"])
  const made = vi.spyOn(Intl, "NumberFormat")
  for (let n = 0; n < 500; n++) say(n)
  expect(made).not.toHaveBeenCalled()
  made.mockRestore()
})
