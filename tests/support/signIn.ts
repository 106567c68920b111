import type { Page } from "playwright-core"
import { PASSWORD } from "./studio.ts"

/** By address and password, on the page for it, with Enter. */
export async function signIn(page: Page, origin: string, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${origin}/signin`)
  await page.getByLabel("E-mail address").fill(email)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname !== "/signin")
}
