import { REGISTER } from "@justesse/types/records/register"
import { expect, test } from "vitest"
import en from "../../../i18n/en/aboutMe.json" with { type: "json" }
import fr from "../../../i18n/fr/aboutMe.json" with { type: "json" }
import { GROUPS, groupsFor } from "./groups.ts"

test("money and learning have a row where there is something of them (found F28)", () => {
  const salaried = groupsFor({ answers: 40, time: 3600, money: 0, practice: 0, mentors: 0 })
  expect(salaried).toEqual(["account", "answers", "time", "decisions", "measures", "messages"])
  expect(groupsFor({ money: 1 })).toContain("money")
  expect(groupsFor({ mentors: 1 })).toContain("learning")
  expect(groupsFor({ money: 1, practice: 2 })).toEqual(GROUPS)
})

test("each line of the register and each row has its words in both languages", () => {
  for (const words of [en, fr]) {
    for (const name of Object.keys(REGISTER)) {
      const said = Object.entries(words).find(([key]) => key === name)?.[1]
      expect([name, Object.keys(said ?? {})]).toEqual([name, ["what", "why", "who", "howLong"]])
    }
    for (const group of GROUPS) expect([group, Object.keys(words.group[group])]).toEqual([group, ["what", "who"]])
  }
})
