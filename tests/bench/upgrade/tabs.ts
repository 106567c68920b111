import { type Browser, chromium, type Page } from "playwright-core"
import { Client } from "../../support/client.ts"
import type { Server } from "../../support/serverProcess.ts"
import { signIn } from "../../support/signIn.ts"
import { PASSWORD } from "../../support/studio.ts"
import { drag, picture, regions, saved } from "../../support/taskPage.ts"
import { AT_BROWSER, AT_BROWSER_PROJECT } from "./seed.ts"

/** Tabs of the old program with drafts, as people leave them open over an upgrade. */
export interface Tabs {
  /** The server is gone: one box more in each, and somebody presses Submit all the same. */
  goOnAlone(): Promise<void>
  /** Today's program serves at the same address: what arrived of each, and what is wrong. */
  afterwards(server: Server): Promise<{ figures: Record<string, number | string>; wrong: string[] }>
  close(): Promise<void>
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`After 30 s still not so: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const submit = (page: Page) => page.getByRole("button", { name: /^Submit and next/ }).click()

/** Regions of what somebody sent, as their history tells them. */
async function sentOf(server: Server, name: string): Promise<number[]> {
  const person = new Client(server.origin)
  await person.act("account.signIn", { email: `${name.toLowerCase()}@justesse.example`, password: PASSWORD })
  const { rows } = await person.ask<{ rows: { regions: number }[] }>("work.history", {
    ...{ search: "", project: AT_BROWSER_PROJECT, cursor: null, limit: 50 },
    states: ["sent", "kept", "small_change", "changed", "undecided"],
  })
  return rows.map((row) => row.regions)
}

/** Keeps what goes wrong apart, so that one fault hides no other. */
function noting(wrong: string[]) {
  return async (what: string, check: () => Promise<void>) => {
    await check().catch((error: unknown) => wrong.push(`${what}: ${String(error).split("\n")[0]}`))
  }
}

/** Opens a task page of the old program for each person, with one box that the server has. */
export async function openTabs(server: Server): Promise<Tabs> {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
  })
  const pages: Page[] = []
  for (const name of AT_BROWSER) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
    const page = await context.newPage()
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${AT_BROWSER_PROJECT}`)
    await picture(page).waitFor()
    await drag(page, [0.1, 0.1], [0.3, 0.3])
    await saved(page).waitFor()
    pages.push(page)
  }
  const [bela, cleo, dara] = pages
  if (!bela || !cleo || !dara) throw new Error("A page is missing")
  return {
    async goOnAlone() {
      for (const page of pages) {
        await drag(page, [0.5, 0.5], [0.8, 0.8])
        await until("two boxes are on the page", async () => (await regions(page).count()) === 2)
      }
      await submit(dara)
    },
    async afterwards(now) {
      const wrong: string[] = []
      const note = noting(wrong)
      const arrives = async (page: Page, name: string) => {
        await until("the next task is there", async () => {
          if ((await regions(page).count()) === 0) return true
          await submit(page).catch(() => undefined)
          await new Promise((resolve) => setTimeout(resolve, 1_000))
          return (await regions(page).count()) === 0
        })
        await until("an answer with two regions is stored", async () => (await sentOf(now, name)).join() === "2")
      }
      await note("an old tab, not reloaded, sends its draft", () => arrives(bela, "Bela"))
      await note("a reloaded tab has its draft", async () => {
        await cleo.reload()
        await picture(cleo).waitFor()
        await until("both boxes are on the page", async () => (await regions(cleo).count()) === 2)
      })
      await note("a reloaded tab sends its draft", () => arrives(cleo, "Cleo"))
      await note("an old tab whose Submit found nobody sends once", () => arrives(dara, "Dara"))
      await note("an old tab goes to a page that it had not loaded", async () => {
        await dara.locator('a[href="/work"]').first().click()
        await dara
          .getByText("What became of your work")
          .waitFor()
          .catch(async (error) => {
            const shown = (await dara.locator("body").innerText()).replaceAll(/\s+/g, " ").slice(0, 300)
            throw new Error(`${String(error).split("\n")[0]} at ${dara.url()}: ${shown}`)
          })
      })
      const figures: Record<string, string> = {}
      for (const name of AT_BROWSER) figures[name] = (await sentOf(now, name)).join() || "nothing"
      return { figures, wrong }
    },
    close: () => browser.close(),
  }
}
