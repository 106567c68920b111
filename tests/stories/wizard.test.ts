import type { Ontology } from "@justesse/types"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { eventually } from "../support/eventually.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { setUp } from "../support/studio.ts"

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function settingsOf(project: string) {
  const { settings } = await owner.ask<{ settings: { purpose: string } }>("project.settingsGet", { project })
  return settings
}

test("a draft goes on from the project as it stands: what its settings page saved is there, and stays (found O3)", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  const name = page.getByRole("textbox", { name: "Name of the project" })
  await name.fill("Cells")
  await name.blur()
  await page.waitForURL((url) => url.searchParams.has("project"))
  // A template's label takes the name that it is given, in files too (found O4).
  const first = page.getByRole("textbox", { name: "Name of the label" }).first()
  await first.fill("")
  await first.pressSequentially("RBC")
  await eventually(async () => {
    const { ontology } = await owner.ask<{ ontology: Ontology }>("ontology.get", { project: "cells", version: null })
    return ontology.labels.map(({ id, name }) => [id, name])
  }).toEqual([
    ["RBC", { en: "RBC" }],
    ["person", { en: "person", fr: "personne" }],
    ["sign", { en: "sign", fr: "panneau" }],
  ])

  await page.goto(`${server.origin}/p/cells/settings`)
  await page.getByRole("textbox", { name: "What is it for, and for whom?" }).fill("To count cells, for the laboratory.")
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await page.getByText("Saved.").waitFor()

  await page.goto(`${server.origin}/projects`)
  await page.getByRole("link", { name: "Go on" }).click()
  await name.waitFor()
  await eventually(() => page.getByRole("textbox", { name: "What is it for, and for whom?" }).inputValue()).toBe(
    "To count cells, for the laboratory.",
  )
  await page.getByRole("button", { name: "Open", exact: true }).click()
  await page.getByRole("dialog").waitFor()
  expect((await settingsOf("cells")).purpose).toBe("To count cells, for the laboratory.")
  expect(errors).toEqual([])
})
