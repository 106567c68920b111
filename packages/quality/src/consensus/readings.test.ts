import type { Region } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { answer, RULE, region } from "../testing/regions.ts"
import { consensus } from "./index.ts"
import { isSplit } from "./readings.ts"

const at = (text: string, y = 10) => region(`r${y}`, [10, y, 300, 20], { text })

function findDisagreements(...people: Region[][]) {
  const answers = people.map((regions, i) => answer(`p${i}`, ...regions))
  return consensus({ answers, settle: RULE, size: { width: 800, height: 600 }, letterSeed: 1 }).differences
}
const proposed = (...texts: string[]) => {
  const [first] = findDisagreements(...texts.map((text) => [at(text)]))
  return first && { text: first.proposal?.transcript?.value, doubt: first.doubt, confidence: first.confidence }
}

describe("a text put together word by word", () => {
  test("where three people each err in another word, nobody's whole reading is right and the proposal is", () => {
    const found = proposed(
      "Objet : votre commande du 9 mare",
      "Objet : notre commande du 9 mars",
      "Objet : votre commando du 9 mars",
    )
    expect(found?.text).toBe("Objet : votre commande du 9 mars")
    expect(found?.doubt?.map(({ start, end }) => found.text?.slice(start, end))).toEqual(["votre", "commande", "mars"])
    for (const { posterior } of found?.doubt ?? []) {
      expect(posterior).toBeGreaterThan(0.5)
      expect(posterior).toBeLessThan(1)
    }
    // All three doubtful words are right with about two thirds each.
    expect(found?.confidence).toBeGreaterThan(0.15)
    expect(found?.confidence).toBeLessThan(0.6)
  })

  test("where somebody has just these words, it is spelled as they did who are closest to all", () => {
    expect(proposed("TVA 18 %", "TVA 18%", "TVA 16 %")?.text).toBe("TVA 18 %")
    expect(proposed("Total: 12,40", "Total 12,40", "Total: 12,48")?.text).toBe("Total: 12,40")
  })

  test("a reading with a majority stays, without doubt", () => {
    expect(proposed("2,50", "2,50", "2.5O")).toMatchObject({ text: "2,50", doubt: undefined, confidence: 2 / 3 })
  })

  test("of two readings it says which words are in doubt and outvotes nobody", () => {
    const found = proposed("Merci de votre visite", "Merci de notre visite")
    expect(["Merci de votre visite", "Merci de notre visite"]).toContain(found?.text)
    const doubtful = found?.doubt?.map(({ start, end }) => found.text?.slice(start, end))
    if (doubtful) expect(doubtful).toEqual([found?.text?.split(" ")[2]])
    expect(found?.confidence).toBe(0.5)
  })

  test("who reads well elsewhere on the picture is believed where readings differ", () => {
    const lines = (wrong: boolean) =>
      Array.from({ length: 8 }, (_, i) => at(wrong ? `lime ${i} rread badly` : `line ${i} read badly`, 60 + 40 * i))
    const [first] = findDisagreements(
      [at("quatre mots assez longs"), ...lines(false)],
      [at("quatre mits assez longs"), ...lines(true)],
      [at("quatre mats assez longs"), ...lines(false)],
      [at("quatre mots asses longs"), ...lines(false)],
    )
    expect(first?.proposal?.transcript?.value).toBe("quatre mots assez longs")
  })

  test("the order of people changes nothing", () => {
    const texts = ["un deux trois", "un deux troix", "on deux trois", "un doux trois"]
    const all = [0, 1, 2, 3].map((shift) => proposed(...texts.slice(shift), ...texts.slice(0, shift)))
    expect(new Set(all.map((one) => one?.text)).size).toBe(1)
    for (const one of all) expect(one?.confidence).toBeCloseTo(all[0]?.confidence ?? 0, 12)
  })

  test("readings are split when none has more than half of the weight", () => {
    const votes = (...list: [string, number][]) => list.map(([text, weight]) => ({ region: at(text), weight }))
    expect(isSplit(votes(["a", 1], ["b", 1]), RULE)).toBe(true)
    expect(isSplit(votes(["a", 1], ["a", 1], ["b", 1]), RULE)).toBe(false)
    expect(isSplit(votes(["a", 1], ["a", 1], ["b", 3]), RULE)).toBe(false)
    expect(isSplit(votes(["A", 1], ["a", 1]), { ...RULE, rules: ["case"] })).toBe(false)
    expect(isSplit([{ region: region("n", [0, 0, 5, 5]), weight: 1 }], RULE)).toBe(false)
  })
})
