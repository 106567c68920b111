import { ReadingLanguage } from "@justesse/types/models/reading"
import { describe, expect, test } from "vitest"
import en from "../../../i18n/en/models.json"
import fr from "../../../i18n/fr/models.json"
import { draftsSaid } from "./drafts.ts"

const drafts = { on: true, letters: 0.05, words: 0.12, mostWords: 0.3, withText: true }

describe("what is said of reading drafts", () => {
  test("before enough lines were compared only that it is not known", () => {
    for (const on of [true, false])
      expect(draftsSaid({ ...drafts, on, letters: null, words: null, withText: false })).toEqual({
        quality: "unknown",
        offered: null,
        act: null,
      })
  })

  test("where few words are wrong the text is offered, by an act where it is not yet", () => {
    expect(draftsSaid(drafts)).toEqual({ quality: "wrong", offered: "shown", act: null })
    expect(draftsSaid({ ...drafts, withText: false }).act).toBe("show")
    // The bar itself is still few enough.
    expect(draftsSaid({ ...drafts, words: 0.3 }).offered).toBe("shown")
  })

  test("where many are wrong it is hidden, by an act where it is still shown", () => {
    const bad = { ...drafts, letters: 0.33, words: 0.55 }
    expect(draftsSaid({ ...bad, withText: false })).toEqual({ quality: "wrong", offered: "hidden", act: null })
    expect(draftsSaid(bad)).toEqual({ quality: "wrong", offered: "hidden", act: "hide" })
  })

  test("switched off there is nothing to do about it", () => {
    expect(draftsSaid({ ...drafts, on: false, withText: false }).act).toBeNull()
    expect(draftsSaid({ ...drafts, on: false, words: 0.9 }).act).toBeNull()
  })
})

describe.each([
  ["English", en.reading],
  ["French", fr.reading],
])("its sentences in %s", (_, reading) => {
  test("hold every figure that they are given", () => {
    for (const sentence of [reading.unknown_one, reading.unknown_other])
      for (const figure of ["{{count}}", "{{least}}"]) expect(sentence).toContain(figure)
    for (const sentence of [reading.wrong_one, reading.wrong_other])
      for (const figure of ["{{count}}", "{{letters}}", "{{words}}"]) expect(sentence).toContain(figure)
    expect(reading.hidden).toContain("{{most}}")
    expect(reading.text).toContain("{{version}}")
  })

  test("name every language that is read, each by another name", () => {
    const names = ReadingLanguage.options.map((language) => reading.languages[language])
    expect(names.every((name) => name.length > 0)).toBe(true)
    expect(new Set(names).size).toBe(ReadingLanguage.options.length)
  })

  test("are none of them empty, and none stands twice", () => {
    const said = Object.values(reading).filter((value) => typeof value === "string")
    expect(said.every((sentence) => sentence.trim() === sentence && sentence !== "")).toBe(true)
    expect(new Set(said).size).toBe(said.length)
  })
})
