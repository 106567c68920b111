import {
  EVERYWHERE_COMMANDS,
  JUDGE_COMMANDS,
  LOOK_COMMANDS,
  PROPOSE_COMMANDS,
  REVIEW_COMMANDS,
  TASK_COMMANDS,
} from "@justesse/editor"
import { ProjectSlug } from "@justesse/types"
import { describe, expect, test } from "vitest"
import type { Catalogue } from "../../i18n/catalogue.ts"
import en from "../../i18n/en/find.json" with { type: "json" }
import nav from "../../i18n/en/nav.json" with { type: "json" }
import task from "../../i18n/en/task.json" with { type: "json" }
import fr from "../../i18n/fr/find.json" with { type: "json" }
import { adminPages, DECISIONS, MY_PAGES, projectPages } from "../navPages.ts"
import { isForPalette } from "./commandActs.ts"
import { matching } from "./matching.ts"

const textAt = (catalogue: Catalogue, key: string) =>
  key
    .split(".")
    .reduce<Catalogue | string | undefined>((at, part) => (typeof at === "object" ? at[part] : at), catalogue)

const commands = [
  ...TASK_COMMANDS,
  ...LOOK_COMMANDS,
  ...EVERYWHERE_COMMANDS,
  ...REVIEW_COMMANDS,
  ...PROPOSE_COMMANDS,
  ...JUDGE_COMMANDS,
].filter(isForPalette)
const crates = {
  ...{ project: ProjectSlug.parse("crates"), kind: "boxes" as const },
  ...{ roles: ["owner" as const], mode: "paid" as const },
}
const pages = [...projectPages(crates), ...MY_PAGES, DECISIONS, ...adminPages({ isPaying: true, requested: 0 })]
const items = [
  ...commands.map(({ id, labelKey }) => ({
    name: String(textAt(task, labelKey)),
    words: String(textAt(en.do, id)),
    beside: "on this page",
  })),
  ...pages.map(({ name }) => ({
    name: String(textAt(nav, name)),
    words: String(textAt(en.place, name)),
    beside: "Crates",
  })),
]
const first = (query: string) => matching(items, query)[0]?.name

describe("the palette (found B8)", () => {
  test.each([
    ["conf", "Quality"],
    ["dupl", "Duplicate"],
    ["copy", "Copy the selected regions"],
    ["undo", "Undo"],
    ["zoom", "Zoom in"],
    ["skip", "Skip, then a digit for the reason"],
    ["bright", "Picture settings"],
    ["negative", "Invert colours"],
    ["shortc", "Keyboard shortcuts of this page"],
    ["confusion matrix", "Quality"],
    ["cond", "Conditions"],
    ["expo", "Versions"],
    ["accept all", "Accept all proposals drawn solid"],
  ])("finds by %s first %s", (query, name) => expect(first(query)).toBe(name))

  test("says the other word by which something was found, and finds nothing by nothing", () => {
    expect(matching(items, "conf")[0]?.beside).toBe("Crates · confusion")
    expect(matching(items, "cond")[0]?.beside).toBe("Crates")
    expect(matching(items, "xyzzy")).toEqual([])
    expect(matching(items, "")).toEqual(items)
  })

  test("has other words for every page and every command, in both languages", () => {
    for (const catalogue of [en, fr]) {
      expect(pages.filter(({ name }) => typeof textAt(catalogue.place, name) !== "string")).toEqual([])
      expect(commands.filter(({ id }) => typeof textAt(catalogue.do, id) !== "string")).toEqual([])
    }
  })
})
