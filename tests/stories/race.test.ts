import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import { picture } from "../support/taskPage.ts"

// People are faster than a slow network: what they do before an answer is there counts, once, where they did it.

const PROJECT = "shelves"
const OTHER = "crates"

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  for (const slug of [PROJECT, OTHER]) {
    const pictures = await Promise.all([1, 2, 3].map((number) => jpeg(number + slug.length, 320, 240)))
    await openProject(owner, { slug, kind: "boxes", overlap: 1, pictures })
  }
  const label = {
    images: [{ id: 1, file_name: "settled.jpg", width: 320, height: 240 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 40, 30] }],
    categories: [{ id: 1, name: "thing" }],
  }
  await ingestFiles(owner, PROJECT, [
    ["settled.jpg", await jpeg(9, 320, 240)],
    ["labels.json", JSON.stringify(label)],
  ])
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Somebody on a page of theirs. */
async function at(path: string, name = "ada") {
  const visiting = await visit(browser)
  await signIn(visiting.page, server.origin, `${name}@justesse.example`)
  await visiting.page.goto(server.origin + path)
  return visiting
}

/** Goes to a page by the palette. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox", { name: "Go to" }).fill(name)
  await page.keyboard.press("Enter")
}

/** Every call of a procedure waits from now on until it is let go. */
async function hold(page: Page, procedure: string) {
  const asked: string[] = []
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(new RegExp(`/trpc/[^?]*${procedure.replace(".", "\\.")}`), async (route) => {
    asked.push(route.request().postData() ?? "")
    await gate
    await route.continue()
  })
  return {
    letGo: () => letGo(),
    /** What was asked, oldest first. */
    asked,
    get calls() {
      return asked.length
    },
  }
}

/** Presses all of them before the page has a moment to draw. */
async function together(...controls: readonly Locator[]): Promise<void> {
  const all = await Promise.all(controls.map((one) => one.elementHandle()))
  await controls[0]?.page().evaluate((buttons) => {
    for (const one of buttons) (one as HTMLElement | null)?.click()
  }, all)
}

/** As when somebody comes back to the window: what may have changed is read again. */
const comeBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")))

test("letters written into a filter stay while lists are read, wherever the caret stands", async () => {
  const { page, errors } = await at(`/p/${PROJECT}/activity`)
  const field = page.getByRole("textbox", { name: "Search" })
  await field.waitFor()
  const list = await hold(page, "activity.list")
  await field.fill("shves")
  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 2))
  await page.keyboard.type("el")
  expect(await field.inputValue()).toBe("shelves")
  expect(await field.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(4)
  await eventually(() => new URL(page.url()).searchParams.get("q")).toBe("shelves")
  list.letGo()
  await eventually(() => field.evaluate((input) => input === document.activeElement)).toBe(true)
  expect(await field.inputValue()).toBe("shelves")

  await page.goto(`${server.origin}/work/history`)
  const skipped = page.getByRole("button", { name: "skipped", exact: true })
  await skipped.waitFor()
  await together(skipped, page.getByRole("button", { name: "expired", exact: true }))
  await eventually(() => new URL(page.url()).searchParams.get("state")).toBe("skipped,expired")
  expect(errors).toEqual([])
})

test("two presses make one file, and the button stays greyed until the file is on the list", async () => {
  await owner.act("dataset.freezeStart", { project: PROJECT, note: "" })
  interface Versions {
    readonly versions: readonly { readonly version: number }[]
  }
  const frozen = async () => (await owner.ask<Versions>("dataset.list", { project: PROJECT })).versions.length
  await eventually(frozen).toBe(1)
  const { page, errors } = await at(`/p/${PROJECT}/versions/1`)
  const make = page.getByRole("button", { name: "Create the file" })
  await make.waitFor()
  const start = await hold(page, "dataset.exportStart")
  await together(make, make)
  await eventually(() => start.calls).toBe(1)
  start.letGo()
  await page.getByRole("link", { name: "Download" }).waitFor()
  expect(await page.getByRole("link", { name: "Download" }).count()).toBe(1)
  expect(start.calls).toBe(1)
  expect(errors).toEqual([])
})

test("two switches pressed at once are both kept, and shown before the server has them", async () => {
  const { page, errors } = await at("/settings")
  const [hints, mirrored] = [
    page.getByRole("switch", { name: /^Show shortcuts/ }),
    page.getByRole("switch", { name: /^Left-handed/ }),
  ]
  await mirrored.waitFor()
  const update = await hold(page, "account.update")
  const before = [await hints.isChecked(), await mirrored.isChecked()]
  await together(hints, mirrored)
  const after = before.map((one) => !one)
  await eventually(async () => [await hints.isChecked(), await mirrored.isChecked()]).toEqual(after)
  update.letGo()
  interface Me {
    readonly person: { readonly preferences: { readonly keyHints: boolean; readonly mirrored: boolean } }
  }
  await eventually(async () => {
    const { preferences } = (await owner.ask<Me>("account.me", {})).person
    return [preferences.keyHints, preferences.mirrored]
  }).toEqual(after)

  await join(owner, PROJECT, "Moussa", ["annotator"])
  await page.goto(`${server.origin}/p/${PROJECT}/people`)
  const roles = page.getByRole("group", { name: "Roles of Moussa" })
  await roles.waitFor()
  await together(roles.getByRole("button", { name: "owner" }), roles.getByRole("button", { name: "reviewer" }))
  interface People {
    readonly members: readonly { readonly name: string; readonly roles: readonly string[] }[]
  }
  await eventually(async () => {
    const { members } = await owner.ask<People>("people.list", { project: PROJECT })
    return [...(members.find(({ name }) => name === "Moussa")?.roles ?? [])].sort()
  }).toEqual(["annotator", "owner", "reviewer"])
  expect(errors).toEqual([])
})

test("what somebody writes stays when somebody else saves meanwhile, and both are kept", async () => {
  const { page } = await at(`/p/${PROJECT}/guideline`)
  await page.getByRole("button", { name: "Edit", exact: true }).click()
  const text = page.getByRole("textbox", { name: "Text (Markdown)" })
  await text.fill("# What to draw\n\n1. Every thing, and its shadow.")
  await owner.act("guideline.save", { project: PROJECT, baseVersion: 1, markdown: "# Other\n\n1. One.", note: "" })
  await page.getByRole("button", { name: "Save as a new version" }).click()
  await page.getByText("A newer version was saved meanwhile.").waitFor()
  expect(await text.inputValue()).toContain("and its shadow")
  await page.getByRole("button", { name: "Save as a new version" }).click()
  await page.getByText("Every thing, and its shadow.").first().waitFor()
  await page.getByText("version 3", { exact: true }).first().waitFor()

  await page.goto(`${server.origin}/p/${PROJECT}/settings`)
  const purpose = page.getByRole("textbox", { name: "What is it for, and for whom?" })
  await purpose.fill("To know what stands where.")
  interface Kept {
    readonly name: string
    readonly settings: { readonly purpose: string; readonly leaseMinutes: number }
  }
  const kept = () => owner.ask<Kept>("project.settingsGet", { project: PROJECT })
  const { name, settings } = await kept()
  await owner.act("project.settings", { project: PROJECT, name, settings: { ...settings, leaseMinutes: 77 } })
  await comeBack(page)
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await eventually(async () => (await kept()).settings).toMatchObject({
    purpose: "To know what stands where.",
    leaseMinutes: 77,
  })
  // Nothing is written any more: the form follows.
  await eventually(() => page.getByRole("textbox", { name: "How long a task is reserved" }).inputValue()).toBe("77 min")

  await page.goto(`${server.origin}/p/${PROJECT}/labels`)
  await page.getByRole("textbox", { name: "Add a label" }).fill("lid")
  await page.keyboard.press("Enter")
  interface Labels {
    readonly version: number
    readonly ontology: { readonly labels: readonly object[] }
  }
  const { version, ontology } = await owner.ask<Labels>("ontology.get", { project: PROJECT, version: null })
  const labels = ontology.labels.map((label) => ({ ...label, hasText: true }))
  await owner.act("ontology.save", { project: PROJECT, baseVersion: version, ontology: { labels } })
  await page.getByRole("button", { name: "Save as a new version" }).click()
  await page.getByText("A newer version was saved meanwhile.").waitFor()
  await page.getByText("lid", { exact: true }).first().waitFor()
})

test("who goes elsewhere before the answer stays there", async () => {
  const { page, errors } = await at(`/p/${PROJECT}/settings`)
  const copy = page.getByRole("button", { name: "Copy", exact: true })
  await copy.waitFor()
  const duplicate = await hold(page, "project.duplicate")
  const answered = page.waitForResponse(/project\.duplicate/)
  await copy.click()
  await eventually(() => duplicate.calls).toBe(1)
  await page.getByRole("link", { name: "Guideline", exact: true }).click()
  await page.getByRole("heading", { name: "Guideline", level: 1 }).waitFor()
  duplicate.letGo()
  await (await answered).finished()
  // The list of projects is read again after the act: by then it would have led away.
  await page.waitForResponse(/account\.me/)
  expect(new URL(page.url()).pathname).toBe(`/p/${PROJECT}/guideline`)
  expect(errors).toEqual([])
})

test("what was chosen in one project is not chosen in another", async () => {
  const { page, errors } = await at(`/p/${PROJECT}/images`)
  await page.locator("[data-asset] input").first().check()
  await page.getByRole("region", { name: "Actions on the selected pictures" }).waitFor()
  await goTo(page, OTHER)
  await page.waitForURL((url) => url.pathname === `/p/${OTHER}`)
  await page.goBack()
  await page.locator("[data-asset]").first().waitFor()
  await page.locator("[data-asset] input").first().check()
  // From grid to grid, the same page of another project.
  await page.evaluate((path) => window.history.pushState(null, "", path), `/p/${OTHER}/images`)
  await page.getByText("3 pictures").first().waitFor()
  expect(await page.locator("[data-asset] input:checked").count()).toBe(0)
  expect(errors).toEqual([])
})

test("a task that comes after its page was left leads nowhere, and two steps back are two", async () => {
  await join(owner, OTHER, "Noor", ["annotator"])
  const { page, errors } = await at("/work", "noor")
  await page.getByRole("heading", { name: /Noor/ }).waitFor()
  const next = await hold(page, "work.next")
  const answered = page.waitForResponse(/work\.next/)
  await goTo(page, `Label in ${OTHER}`)
  await eventually(() => next.calls).toBe(1)
  await goTo(page, "History")
  await page.getByRole("heading", { name: "History", level: 1 }).waitFor()
  next.letGo()
  await (await answered).finished()
  // The task that came is not begun: the history that is read after it does not hold it.
  await page.reload()
  await page.getByText("Nothing sent yet").waitFor()
  expect(new URL(page.url()).pathname).toBe("/work/history")

  await page.goto(`${server.origin}/label/${OTHER}`)
  for (let sent = 0; sent < 2; sent++) {
    await picture(page).waitFor()
    await page.getByText("Read only").waitFor({ state: "detached" })
    const address = page.url()
    // "Nothing here" is no answer to a picture that is still on its way.
    await arrived(page)
    await page.keyboard.press("0")
    await page.getByText("You chose: nothing here.").waitFor()
    await page.keyboard.press("Enter")
    await page.waitForURL((url) => url.href !== address)
  }
  await picture(page).waitFor()
  // What was just sent is not to be taken back: from now on P looks back.
  await page.getByText("Sent.").waitFor()
  await page.keyboard.press("Escape")
  await page.getByText("Sent.").waitFor({ state: "detached" })
  const previous = await hold(page, "work.previous")
  await page.keyboard.press("p")
  await page.keyboard.press("p")
  previous.letGo()
  await eventually(() => new Set(previous.asked).size).toBe(2)
  expect(errors).toEqual([])
})
