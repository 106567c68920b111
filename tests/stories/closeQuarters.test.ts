import { eventually } from "@justesse/db/testing/eventually"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, openProject, PASSWORD, setUp } from "../support/studio.ts"
import { countKept } from "../support/taskPage.ts"

// The smallest work window, in the language with the longer words: nothing lies on anything else, and nothing is cut off.

const SMALLEST = { width: 1280, height: 600 }

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4].map((number) => jpeg(number, 320, 240)))
  await openProject(owner, { slug: "marche", kind: "boxes", overlap: 9, pictures })
  const plan = { slug: "modele", kind: "boxes", overlap: 9, pictures: pictures.slice(0, 1) } as const
  await openProject(owner, plan)
  const file = {
    images: [{ id: 1, file_name: "picture-0.jpg", width: 320, height: 240 }],
    categories: [{ id: 1, name: "thing" }],
    annotations: Array.from({ length: 12 }, (_, n) => ({
      ...{ id: n, image_id: 1, category_id: 1, score: 0.9 },
      bbox: [10 + 70 * (n % 4), 10 + 70 * Math.floor(n / 4), 40, 40],
    })),
  }
  await ingestFiles(owner, "modele", [["found.json", JSON.stringify(file)]], "proposals")
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function inFrench(project: string, name: string) {
  const client = await join(owner, project, name, ["annotator"])
  await client.act("account.update", { preferences: { ...DEFAULT_PREFERENCES, language: "fr" } })
  const { page, errors } = await visit(browser, { viewport: SMALLEST, locale: "fr-FR" })
  await page.goto(`${server.origin}/signin`)
  await page.getByLabel("Adresse de courriel").fill(`${name.toLowerCase()}@justesse.example`)
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD)
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname !== "/signin")
  await page.goto(`${server.origin}/label/${project}`)
  await page.getByRole("button", { name: "Envoyer et continuer" }).waitFor()
  return { page, errors, client }
}

/** Words of the bar that lie on each other. */
const onEachOther = (page: Page) =>
  page.evaluate(() => {
    const words = [...document.querySelectorAll<HTMLElement>("header :is(button, a, [role=status])")]
    const seen = words.filter((word) => word.innerText.trim() !== "" && word.getClientRects().length > 0)
    return seen.flatMap((one, at) => {
      const p = one.getBoundingClientRect()
      return seen.slice(at + 1).flatMap((other) => {
        const q = other.getBoundingClientRect()
        const apart = q.left - p.right > -1 || p.left - q.right > -1
        return apart || one.contains(other) || other.contains(one) ? [] : [`${one.innerText} | ${other.innerText}`]
      })
    })
  })

/** All of it is in sight: its corners are its own. */
async function seesWhole(it: Locator): Promise<void> {
  await it.waitFor()
  const isWhole = () =>
    it.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const corners = [left + 3, right - 3].flatMap((x) => [top + 3, bottom - 3].map((y) => [x, y] as const))
      return corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))
    })
  await eventually(isWhole).toBe(true)
}

test("what waits, what was just sent, the time and the keys stand beside each other in the bar", async () => {
  const { page, errors } = await inFrench("marche", "Brice")
  // The next tasks are here: without them nothing would come after this one.
  await eventually(() => countKept(page, "pictures")).toBeGreaterThanOrEqual(6)
  await page.context().setOffline(true)
  for (const key of ["Space", ...Array.from({ length: 6 }, () => "Shift+ArrowRight"), "Shift+ArrowDown", "Space"])
    await page.keyboard.press(key)
  await page.getByRole("listitem", { name: /^thing, / }).waitFor()
  await page.keyboard.press("Enter")
  await page.getByText("Enregistré ici, 1 réponse en attente").waitFor()
  await seesWhole(page.getByRole("button", { name: "Reprendre" }))
  expect(await onEachOther(page)).toEqual([])
  await page.context().setOffline(false)
  await page.getByText(/^Enregistré$/).waitFor()
  expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED/.test(error))).toEqual([])
})

test("the line about a model's proposals wraps, and how several regions are let go stays in sight", async () => {
  const { page, errors } = await inFrench("modele", "Odile")
  const line = page.getByRole("status").filter({ hasText: "Un modèle propose" })
  await seesWhole(line.getByRole("button", { name: "Fermer" }))
  await seesWhole(line.getByRole("button", { name: "Accepter celles en clair" }))
  await page.keyboard.press("Control+a")
  await seesWhole(page.getByRole("button", { name: "Désélectionner" }))
  await seesWhole(page.getByRole("button", { name: "Supprimer", exact: true }))
  expect(errors).toEqual([])
})
