import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { Ontology } from "@justesse/types"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
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
  await page.getByRole("link", { name: "Continue" }).click()
  await name.waitFor()
  await eventually(() => page.getByRole("textbox", { name: "What is it for, and for whom?" }).inputValue()).toBe(
    "To count cells, for the laboratory.",
  )
  await page.getByRole("button", { name: "Open", exact: true }).click()
  await page.getByRole("dialog").waitFor()
  expect((await settingsOf("cells")).purpose).toBe("To count cells, for the laboratory.")
  expect(errors).toEqual([])
})

/** Pictures with a Pascal VOC file beside each, as people keep them. */
async function picturesWithVoc(count: number): Promise<string[]> {
  const folder = freshFolder("cells")
  mkdirSync(folder, { recursive: true })
  const files: string[] = []
  for (let n = 0; n < count; n++) {
    const box = "<bndbox><xmin>8</xmin><ymin>8</ymin><xmax>38</xmax><ymax>28</ymax></bndbox>"
    const size = "<size><width>96</width><height>64</height><depth>3</depth></size>"
    const voc = `<annotation><filename>cell-${n}.jpg</filename>${size}<object><name>Platelets</name>${box}</object></annotation>`
    files.push(join(folder, `cell-${n}.jpg`), join(folder, `cell-${n}.xml`))
    writeFileSync(join(folder, `cell-${n}.jpg`), await jpeg(40 + n))
    writeFileSync(join(folder, `cell-${n}.xml`), voc)
  }
  return files
}

test("files with labels that are dropped in the wizard are looked at, mapped and asked about before they come in (found O10)", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  const name = page.getByRole("textbox", { name: "Name of the project" })
  await name.fill("Blood")
  await name.blur()
  await page.waitForURL((url) => url.searchParams.has("project"))
  await page.getByLabel("Drop or choose files").setInputFiles(await picturesWithVoc(2))

  // Nothing is in before its owner said what it is, and the page says so.
  await page.getByText("nothing is imported until you say what the files are").waitFor()
  await page.getByText("No pictures yet").waitFor()
  await page.getByRole("link", { name: "Say what they are" }).click()
  await page.getByText("All labelled pictures can be imported (2).").waitFor()
  expect(await page.getByLabel("What Platelets becomes").inputValue()).toBe("new")
  // Nothing is chosen for them, and nothing runs before they chose; the strip that led here has done its work.
  expect(await page.getByRole("radio", { checked: true }).count()).toBe(0)
  expect(await page.getByRole("button", { name: "Import all" }).isDisabled()).toBe(true)
  expect(await page.getByText("nothing is imported until you say what the files are").count()).toBe(0)
  await page.getByRole("radio", { name: "Finished answers" }).check()
  // The template's labels would only stand beside those of the files: they go, unless somebody says otherwise.
  expect(await page.getByRole("switch", { name: "Remove the template’s labels" }).isChecked()).toBe(true)
  await page.getByRole("button", { name: "Import all" }).click()
  await page.getByText("Imported: 2 pictures and 2 regions.").waitFor()

  await page.getByRole("link", { name: "Continue with the new project" }).click()
  await page.getByText("Every picture has a final answer already.").waitFor()
  await page.getByText("imported: 2 pictures and 2 regions").waitFor()
  const labels = page.getByRole("textbox", { name: "Name of the label" })
  await eventually(() => labels.count()).toBe(1)
  expect(await labels.inputValue()).toBe("Platelets")
  expect(errors).toEqual([])
})
