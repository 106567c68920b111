import { join } from "node:path"
import type { Box, Point, Shape } from "@justesse/types"
import type { Browser, Page } from "playwright-core"
import { BUNDLES } from "../../support/places.ts"
import { serveFolders } from "../canvasSite.ts"

/** The real task page on a document without a server, and what it tells of itself. */
export interface DocumentPage {
  readonly page: Page
  readonly picture: Box
  /** Where a point of the picture is now: the page brings each line to reading height. */
  locate(point: Point): Promise<Point>
  /** What would be sent: the regions and their texts, in order. */
  answer(): Promise<{ readonly shapes: readonly Shape[]; readonly texts: readonly string[] }>
  close(): Promise<void>
}

interface View extends Point {
  readonly s: number
}

/** Opens a document of this size on which nothing is drawn. */
export async function openDocument(
  browser: Browser,
  size: { readonly width: number; readonly height: number },
): Promise<DocumentPage> {
  const site = await serveFolders([BUNDLES.studio], join(BUNDLES.studio, "index.html"))
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: "en-GB" })
  const page = await context.newPage()
  await page.goto(`${site.origin}/bench/canvas?n=0&kind=transcription&w=${size.width}&h=${size.height}&seed=3&loupe=0`)
  await page.waitForFunction("window.__ready && window.__cand", null, { polling: 50 })
  await page.evaluate("window.__cand.beforeDraw()")
  const picture = await page.locator("[role=img]").boundingBox()
  if (!picture) throw new Error("there is no picture")
  return {
    page,
    picture,
    async locate({ x, y }) {
      const view = await page.evaluate<View>("window.__cand.view()")
      return { x: view.x + x * view.s, y: view.y + y * view.s }
    },
    answer: () =>
      page.evaluate<{ shapes: Shape[]; texts: string[] }>(
        "({ shapes: window.__cand.geometries().map(([, shape]) => shape), texts: window.__cand.texts() })",
      ),
    async close() {
      await context.close()
      await site.close()
    },
  }
}
