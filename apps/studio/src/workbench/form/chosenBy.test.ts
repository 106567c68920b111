import { LabelId } from "@justesse/types"
import type { AskedField } from "@justesse/types/forms/asked"
import { describe, expect, test } from "vitest"
import { chosenBy } from "./chosenBy.ts"
import { valueText } from "./valueText.ts"

const BASE = { must: true, cannotTell: true, compared: "exactly" } as const
const options = ["bread", "fish", "fruit"].map((id) => ({ id, name: { en: id, fr: id } }))
const choice: AskedField["field"] = { kind: "choice", ...BASE, options }
const several: AskedField["field"] = { kind: "several", ...BASE, options }
const scale = (steps: number): AskedField["field"] => ({ kind: "scale", ...BASE, steps })
const yesNo: AskedField["field"] = { kind: "yes_no", ...BASE }

describe("what a digit chooses in a question", () => {
  test("one of its choices, and the same again takes it back", () => {
    expect(chosenBy(choice, 2, undefined)).toBe("fish")
    expect(chosenBy(choice, 1, "fish")).toBe("bread")
    expect(chosenBy(choice, 2, "fish")).toBeNull()
  })

  test("of several each by itself; the last one taken back leaves no answer", () => {
    expect(chosenBy(several, 1, undefined)).toEqual(["bread"])
    expect(chosenBy(several, 3, ["bread"])).toEqual(["bread", "fruit"])
    expect(chosenBy(several, 1, ["bread", "fruit"])).toEqual(["fruit"])
    expect(chosenBy(several, 1, ["bread"])).toBeNull()
    // Who could not tell and chooses now can tell.
    expect(chosenBy(several, 2, { cannotTell: true })).toEqual(["fish"])
  })

  test("a step of a scale, of which the tenth is 0; yes and no", () => {
    expect([chosenBy(scale(5), 5, undefined), chosenBy(scale(10), 0, undefined)]).toEqual([5, 10])
    expect(chosenBy(scale(5), 3, 3)).toBeNull()
    expect([chosenBy(yesNo, 1, undefined), chosenBy(yesNo, 2, undefined), chosenBy(yesNo, 2, false)]).toEqual([
      true,
      false,
      null,
    ])
  })

  test("nothing, where there is no such place or the question is written", () => {
    for (const [field, digit] of [
      [choice, 4],
      [scale(5), 6],
      [scale(5), 0],
      [yesNo, 3],
      [{ kind: "number", ...BASE }, 1],
      [{ kind: "text", ...BASE, isLong: false }, 1],
      [{ kind: "date", ...BASE }, 1],
    ] as const)
      expect(chosenBy(field, digit, undefined)).toBeUndefined()
  })
})

test("an answer is said in words: names of choices, numbers with their unit, places, who said what", () => {
  const said = { t: (key: string, values?: object) => (values ? `${key} ${JSON.stringify(values)}` : key) }
  const how = { ...said, format: { number: (one: number) => `${one}` }, language: "en" as const }
  const asked = (field: AskedField["field"]) => ({ id: LabelId.parse("q"), number: 1, name: { en: "q" }, field })
  const price: AskedField["field"] = { kind: "number", ...BASE, unit: "€" }
  const place = { x: 4.4, y: 5.6 }
  const opinions = { said: [{ value: "fish", people: 2 }] }
  expect(valueText(asked(choice), "fish", how as never)).toBe("fish")
  expect(valueText(asked(several), ["bread", "fruit"], how as never)).toBe("bread, fruit")
  expect(valueText(asked(price), 2.5, how as never)).toBe("2.5 €")
  expect(valueText(asked({ kind: "point", ...BASE }), place, how as never)).toBe('asking:placeAt {"x":4,"y":6}')
  expect(valueText(asked(choice), { cannotTell: true }, how as never)).toBe("asking:cannotTell")
  expect(valueText(asked(choice), opinions, how as never)).toBe("fish (2)")
})
