import { createRouter } from "@tanstack/react-router"
import { tree } from "./routes.ts"
import { searchFormat } from "./search.ts"

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  ...searchFormat,
})

declare module "@tanstack/react-router" {
  interface Register {
    /** Every path of the studio, with its parameters, is known to links and to what reads the address. */
    router: typeof router
  }
}
