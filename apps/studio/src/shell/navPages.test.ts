import { ProjectSlug, type Role } from "@justesse/types"
import type { Me } from "@justesse/types/wire/account"
import { describe, expect, it } from "vitest"
import { adminPages, myPages, projectPages, topPages } from "./navPages.ts"

type Card = Me["projects"][number]

const card = (mode: Card["mode"], roles: Role[]): Card => ({
  ...{ project: ProjectSlug.parse("cells"), name: "Cells", kind: "boxes", names: "open", mode, state: "open", roles },
  holds: ["image"],
  paused: false,
  content: [],
})
const me = (...projects: Card[]): Me => ({
  studio: {
    ...{ version: "1", setupNeeded: false, demo: false, address: "http://127.0.0.1", reach: "computer" },
    readOnly: false,
    supportUrl: null,
  },
  ...{ person: null, projects, dataDir: null, reviewWaiting: 0, sentBack: 0 },
})
const names = (pages: readonly { readonly name: string }[]) => pages.map(({ name }) => name)

describe("pages of money", () => {
  it("are hours and pay for whoever is paid by one of their projects", () => {
    expect(names(myPages(me(card("paid", ["annotator"]))))).toContain("hoursAndPay")
    expect(names(myPages(me(card("salaried", ["annotator"]), card("paid", ["reviewer"]))))).toContain("hoursAndPay")
  })

  it("are hours alone for a salaried team, for volunteers, and for an owner, whose own work is not paid", () => {
    for (const one of [card("salaried", ["annotator"]), card("volunteer", ["annotator"]), card("paid", ["owner"])])
      expect([names(myPages(me(one))).includes("hours"), names(myPages(me(one))).includes("hoursAndPay")]).toEqual([
        true,
        false,
      ])
  })

  it("stand in a project's menu where it pays, for its owner alone", () => {
    expect(names(projectPages(card("paid", ["owner"])))).toContain("budget")
    for (const one of [card("salaried", ["owner"]), card("volunteer", ["owner"]), card("paid", ["reviewer"])])
      expect(names(projectPages(one))).not.toContain("budget")
  })

  it("have how workers see a project beside them, for everybody who is in it", () => {
    const owner = names(projectPages(card("paid", ["owner"])))
    expect(owner.slice(owner.indexOf("budget"), owner.indexOf("activity"))).toEqual(["budget", "asWorkersSee"])
    for (const role of ["owner", "reviewer", "annotator"] as const)
      expect([role, names(projectPages(card("volunteer", [role]))).includes("asWorkersSee")]).toEqual([role, true])
  })

  it("stand in the operator's menu once somebody is paid, with how many ask for money", () => {
    expect(names(adminPages(undefined))).toEqual(["health", "people", "jobs", "backups"])
    expect(names(adminPages({ isPaying: false, requested: 0 }))).toEqual(names(adminPages(undefined)))
    const paid = adminPages({ isPaying: true, requested: 3 })
    expect(names(paid).slice(4)).toEqual(["payouts", "floor", "ledger"])
    expect(paid.find(({ name }) => name === "payouts")?.count).toBe(3)
  })
})

describe("one's own pages", () => {
  it("have no learning until there is something to learn from", () => {
    expect(names(myPages(me()))).not.toContain("learning")
    expect(names(myPages({ ...me(), learns: true }))).toContain("learning")
  })

  it("have decisions within the history, with how many ask something of the person", () => {
    const pages = myPages(me(), 2)
    expect(names(pages)).not.toContain("decisions")
    expect(pages.find(({ name }) => name === "history")).toMatchObject({ count: 2, covers: "/work/decisions" })
  })
})

describe("the first level", () => {
  it("has reviews for reviewers, and appeals for those who were ever drawn for one", () => {
    expect(names(topPages(me()))).toEqual(["work", "projects"])
    expect(names(topPages(me(card("salaried", ["reviewer"])), { waiting: 0, decided: 0 }))).toEqual([
      "work",
      "review",
      "projects",
    ])
    expect(names(topPages(me(), { waiting: 0, decided: 2 }))).toEqual(["work", "appeals", "projects"])
  })
})
