import { linkOptions } from "@tanstack/react-router"
import { expect, test } from "vitest"
import type { router } from "./router.tsx"

test("a link leads to a page that there is, with all that its address needs", () => {
  const known: keyof (typeof router)["routesByPath"] = "/p/$project/images"
  const link = linkOptions({ to: known, params: { project: "shop" }, search: { sort: "newest" } })
  // @ts-expect-error: no such page.
  linkOptions({ to: "/p/$project/pictures", params: { project: "shop" } })
  // @ts-expect-error: which project?
  linkOptions({ to: "/p/$project/images" })
  // @ts-expect-error: an address that is put together is not checked, so it is not taken.
  linkOptions({ to: `/p/${link.params.project}/images` })
  // @ts-expect-error: the page has no such order.
  linkOptions({ to: "/p/$project/images", params: { project: "shop" }, search: { sort: "oldest" } })
  expect(link).toEqual({ to: "/p/$project/images", params: { project: "shop" }, search: { sort: "newest" } })
})
