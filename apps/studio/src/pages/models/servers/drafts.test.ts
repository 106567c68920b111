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

  test("letters alone decide nothing: words are what somebody has to mend", () => {
    expect(draftsSaid({ ...drafts, letters: 0.5 }).offered).toBe("shown")
    expect(draftsSaid({ ...drafts, letters: 0, words: 0.31 }).offered).toBe("hidden")
    expect(draftsSaid({ ...drafts, letters: 0, words: 0 })).toEqual({ quality: "wrong", offered: "shown", act: null })
  })

  test("another bar of the server is followed", () => {
    expect(draftsSaid({ ...drafts, mostWords: 0.1 })).toEqual({ quality: "wrong", offered: "hidden", act: "hide" })
    expect(draftsSaid({ ...drafts, mostWords: 0.1, withText: false }).act).toBeNull()
  })

  test("switched off there is nothing to do about it", () => {
    expect(draftsSaid({ ...drafts, on: false, withText: false }).act).toBeNull()
    expect(draftsSaid({ ...drafts, on: false, words: 0.9 }).act).toBeNull()
  })
})

describe.each([
  ["English", en.drafts],
  ["French", fr.drafts],
])("its sentences in %s", (_, said) => {
  test("hold every figure that they are given", () => {
    for (const sentence of [said.unknown_one, said.unknown_other])
      for (const figure of ["{{count}}", "{{least}}"]) expect(sentence).toContain(figure)
    for (const sentence of [said.wrong_one, said.wrong_other])
      for (const figure of ["{{count}}", "{{letters}}", "{{words}}"]) expect(sentence).toContain(figure)
    expect(said.hidden).toContain("{{most}}")
    expect(said.text).toContain("{{version}}")
  })

  test("name every language that is read, each by another name", () => {
    const names = ReadingLanguage.options.map((language) => said.languages[language])
    expect(names.every((name) => name.length > 0)).toBe(true)
    expect(new Set(names).size).toBe(ReadingLanguage.options.length)
  })

  test("are none of them empty, and none stands twice", () => {
    const sentences = Object.values(said).filter((value) => typeof value === "string")
    expect(sentences.every((sentence) => sentence.trim() === sentence && sentence !== "")).toBe(true)
    expect(new Set(sentences).size).toBe(sentences.length)
  })
})
