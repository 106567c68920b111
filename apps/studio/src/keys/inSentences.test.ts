import { COMMANDS } from "@justesse/editor/commands"
import i18next from "i18next"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import enCommon from "../i18n/en/common.json" with { type: "json" }
import en from "../i18n/en/task.json" with { type: "json" }
import frCommon from "../i18n/fr/common.json" with { type: "json" }
import fr from "../i18n/fr/task.json" with { type: "json" }
import { sentencesOf } from "../testing/leaves.ts"
import { nameKeysInSentences } from "./inSentences.ts"
import { takeKeys } from "./own.ts"

describe("keys in sentences", () => {
  beforeAll(async () => {
    const resources = { en: { task: en, common: enCommon }, fr: { task: fr, common: frCommon } }
    await i18next.init({ lng: "en", resources, interpolation: { escapeValue: false } })
    nameKeysInSentences()
  })
  afterAll(() => takeKeys(undefined))
  const locked = () => i18next.t("task:notice.seen.locked", { count: 2 })

  it("are those that the person has now, in the language of the sentence", async () => {
    expect(locked()).toBe("2 regions locked. ⇧L unlocks them.")
    await takeKeys({ preset: "cvat", own: {} })
    expect(locked()).toBe("2 regions locked. L unlocks them.")
    await takeKeys({ preset: "justesse", own: { "region.lock": [{ named: "Delete", alt: true }] } })
    expect(i18next.t("task:notice.seen.locked", { count: 2, lng: "fr" })).toContain("Alt Del")
    await i18next.changeLanguage("fr")
    expect(locked()).toBe("2 régions verrouillées. Alt Suppr les déverrouille.")
    await i18next.changeLanguage("en")
  })

  it("of a command that has none are those of the palette, where it is found", async () => {
    await takeKeys({ preset: "justesse", own: { "region.lock": [] } })
    expect(locked()).toBe("2 regions locked. Ctrl K unlocks them.")
  })

  it.each([
    ["English", en],
    ["French", fr],
  ])("are named by their commands in %s, since each person may have others", (_, language) => {
    const ids = new Set(COMMANDS.map(({ id }) => id))
    const texts = sentencesOf({ task: language })
    const written = /Ctrl |⇧\p{L}|(?<!\p{L})[B-HJ-Z](?![\p{L}’'\d])/u
    expect(texts.filter(([, text]) => written.test(text.replace(/\{\{.*?\}\}/g, "")))).toEqual([])
    const named = texts.flatMap(([, text]) =>
      Array.from(text.matchAll(/\{\{key\.([\w.]+)\}\}/g), (found) => found[1] ?? ""),
    )
    expect(named.filter((id) => !ids.has(id))).toEqual([])
    expect(named.length).toBeGreaterThan(40)
  })
})
