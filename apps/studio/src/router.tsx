import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router"
import { adminRoutes, helpRoutes, ownRoutes, projectRoutes, visitorRoutes } from "./routes.ts"
import { ManageFrame } from "./shell/ManageFrame.tsx"
import { PlainFrame } from "./shell/PlainFrame.tsx"
import { Root } from "./shell/Root.tsx"
import { NoPage, RouteTrouble } from "./shell/RouteTrouble.tsx"
import { WorkFrame } from "./shell/WorkFrame.tsx"
import { workRoutes } from "./workRoutes.ts"

const root = createRootRoute({ component: Root, errorComponent: RouteTrouble, notFoundComponent: NoPage })
const manage = createRoute({ getParentRoute: () => root, id: "manage", component: ManageFrame })
const plain = createRoute({ getParentRoute: () => root, id: "plain", component: PlainFrame })
const work = createRoute({ getParentRoute: () => root, id: "workFrame", component: WorkFrame })
const bare = createRoute({ getParentRoute: () => root, id: "bare", component: Outlet })
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./shell/Home.tsx"), "Home"),
})

const tree = root.addChildren([
  home,
  plain.addChildren(visitorRoutes(plain)),
  manage.addChildren([
    ...ownRoutes(manage),
    ...projectRoutes(manage),
    ...adminRoutes(manage),
    ...helpRoutes(manage),
    ...workRoutes.manage(manage),
  ]),
  work.addChildren(workRoutes.work(work)),
  bare.addChildren(workRoutes.bare(bare)),
])

export const router = createRouter({ routeTree: tree, defaultPreload: "intent", scrollRestoration: true })

declare module "@tanstack/react-router" {
  interface Register {
    /** Every path of the studio, with its parameters, is known to links and to what reads the address. */
    router: typeof router
  }
}
