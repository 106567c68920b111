import type { Route } from "./route.ts"
import { incomingRoutes } from "./routesIn.ts"
import { outgoingRoutes } from "./routesOut.ts"
import { projectRoutes } from "./routesProject.ts"

/** Every route of the public API. The server serves this table and the OpenAPI document is made of it. */
export const ROUTES: readonly Route[] = [...projectRoutes, ...incomingRoutes, ...outgoingRoutes]
