import type { Locator, Page } from "playwright-core"

/** A point of the picture's frame as shares of its width and height. */
export type Place = readonly [x: number, y: number]

/** The picture, as a screen reader finds it; there once the task has arrived. */
export function picture(page: Page): Locator {
  return page.getByRole("img", { name: /^(Picture|Document), / })
}

/** Regions of the list beside the picture. */
export function regions(page: Page): Locator {
  return page.getByRole("region", { name: "Regions" }).getByRole("listitem")
}

/** The word about the newest stroke in the bar. */
export function saved(page: Page): Locator {
  return page.getByRole("status").filter({ hasText: /^Saved$/ })
}

async function at(page: Page, [x, y]: Place): Promise<[number, number]> {
  const box = await picture(page).boundingBox()
  if (!box) throw new Error("The picture is not on the page.")
  return [box.x + x * box.width, box.y + y * box.height]
}

/** One drag with the mouse. */
export async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(...(await at(page, from)))
  await page.mouse.down()
  await page.mouse.move(...(await at(page, to)), { steps: 6 })
  await page.mouse.up()
}

/** A click at each of two corners. */
export async function clickTwice(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.click(...(await at(page, from)))
  await page.mouse.move(...(await at(page, to)), { steps: 6 })
  await page.mouse.click(...(await at(page, to)))
}

/** How many renderings of pictures, or acts that wait, this browser keeps. */
export function countKept(page: Page, store: "pictures" | "acts" | "beats"): Promise<number> {
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("justesse-offline")
        opening.onsuccess = () => {
          const counting = opening.result.transaction(name).objectStore(name).count()
          counting.onsuccess = () => {
            resolve(counting.result)
            opening.result.close()
          }
        }
      }),
    store,
  )
}

/** Does something without a network, and waits until the page says that it is kept on this computer. */
export async function withoutNetwork(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.context().setOffline(true)
  await act()
  await page
    .getByText(/Saved here|Kept here/)
    .first()
    .waitFor()
  await page.context().setOffline(false)
}

/** What a browser writes down while there is no network is no error of the page. */
export const withNetwork = (errors: readonly string[]) =>
  errors.filter((error) => !error.includes("ERR_INTERNET_DISCONNECTED"))

/**
 * Waits until the last answer is with the server and there is none left: the page that says so while answers still
 * leave has the same ways on.
 */
export const noneLeft = (page: Page) =>
  page.getByRole("heading", { name: /^(You have answered everything here|All tasks are answered)$/ }).waitFor()

/** The same task in a second window is only read there, whatever keys are pressed, and the first one goes on with it. */
export async function readElsewhere(page: Page, ...keys: readonly string[]): Promise<void> {
  const second = await page.context().newPage()
  await second.goto(page.url())
  const isRead = () => second.getByText("Open in another tab").first().waitFor()
  await isRead()
  for (const key of keys) await second.keyboard.press(key)
  await isRead()
  if (second.url() !== page.url()) throw new Error(`The second window went on to ${second.url()}`)
  await second.close()
}
